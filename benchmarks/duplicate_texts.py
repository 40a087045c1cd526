"""The same practices as a second contributor might write them: in other words, and in other languages.

Written by hand for sixteen records of the demonstration: their key, then title and action in English, and
title and action in another language.
"""

REWORDED = (
    (
        "la-dodger-stadium-mass-site",
        (
            "Baseball ground's parking lot turned into a large coronavirus testing and later injection centre",
            "Firefighters and a charity ran a site where people stayed in their cars; from early 2021 it gave "
            "injections instead of tests.",
        ),
        (
            "El aparcamiento de un estadio, primero para pruebas masivas y luego para vacunar",
            "La ciudad abrió en mayo de 2020 un centro de pruebas sin bajar del coche, con los bomberos y una "
            "ONG; en enero de 2021 pasó a vacunar.",
        ),
    ),
    (
        "la-c40-green-new-deal",
        (
            "City climate plan with deadlines, measured against other large cities",
            "The 2019 plan sets goals with years beside them; the mayor then led the network of big cities for "
            "the climate.",
        ),
        (
            "Un pacte vert municipal avec des objectifs datés, comparé au sein du C40",
            "Los Angeles a publié en avril 2019 un pacte vert avec des objectifs datés ; son maire a ensuite "
            "présidé le réseau C40.",
        ),
    ),
    (
        "curitiba-green-exchange",
        (
            "Residents swap waste that can be recycled for fresh food",
            "Trucks stop at set places; who brings paper, glass or old cooking oil gets vegetables bought from "
            "local growers.",
        ),
        (
            "Câmbio verde: troca de recicláveis por frutas e verduras",
            "Desde 1991 caminhões vão a pontos fixos, onde os moradores entregam recicláveis ou óleo usado e "
            "recebem alimentos comprados de pequenos produtores.",
        ),
    ),
    (
        "houston-housing-first",
        (
            "One shared system of public bodies and nonprofits moves homeless people into flats at once",
            "About a hundred organisations work under one lead with common data, sign up landlords early and "
            "ask for no conditions before somebody moves in.",
        ),
        (
            "Wohnung zuerst: Stadt und Hilfsorganisationen handeln als ein System",
            "Stadt, Landkreis und rund 100 Organisationen teilen Daten und eine Leitung; Vermieter werden vorab "
            "gewonnen, Menschen ziehen ohne Vorbedingung in Wohnungen.",
        ),
    ),
    (
        "olympia-zero-fare",
        (
            "Free buses because replacing the ticket machines would have eaten up the revenue",
            "The transit agency stopped collecting fares in January 2020, paid for by a sales tax that voters "
            "had agreed to.",
        ),
        (
            "Autobuses gratis, porque las nuevas máquinas de cobro costaban más de lo que recaudaban",
            "Desde el 1 de enero de 2020 la agencia de transporte dejó de cobrar, con un impuesto a las ventas "
            "aprobado en 2018.",
        ),
    ),
    (
        "gdansk-immigrant-model",
        (
            "A council of migrants and a municipal strategy for integration",
            "Departments and charities wrote a strategy for schools, jobs, health and housing, approved in "
            "2016 and renewed by plans each year.",
        ),
        (
            "Model integracji imigrantów i rada imigrantów przy prezydencie miasta",
            "Od 2015 roku zespół wydziałów i organizacji opracował model dla szkół, pracy, zdrowia i mieszkań; "
            "przyjęto go w 2016 roku.",
        ),
    ),
    (
        "iztapalapa-safe-paths",
        (
            "Well-lit painted streets so that women can walk home without fear",
            "The borough picked routes near stations and schools with many crimes, put up LED lamps, mended "
            "pavements and let artists paint the walls.",
        ),
        (
            "Caminos seguros: iluminar y pintar rutas enteras para las mujeres",
            "Desde 2018 la alcaldía eligió rutas según delitos, transporte y escuelas, con luminarias LED, "
            "banquetas reparadas y murales elegidos por vecinos.",
        ),
    ),
    (
        "melbourne-urban-forest",
        (
            "Renewing the city's trees with many species instead of a few",
            "Since 2012 no species may dominate, rainwater is led to the roots, the crown cover is to grow and "
            "neighbourhoods plan with the city.",
        ),
        (
            "Rinnovare gli alberi stradali invecchiati con specie più varie",
            "La strategia avviata nel 2012 limita il peso di ogni singola specie, usa l'acqua piovana per il "
            "suolo e progetta ogni quartiere con i residenti.",
        ),
    ),
    (
        "nyc-idnyc",
        (
            "Municipal photo ID for all residents regardless of immigration status",
            "A free card since 2015 for who can prove name and address; free museum entry makes everybody want "
            "it, so it stigmatises nobody.",
        ),
        (
            "Une carte d'identité municipale pour tous, quels que soient leurs papiers",
            "Depuis janvier 2015 la ville délivre une carte gratuite avec photo ; des entrées de musées la "
            "rendent attirante pour tous.",
        ),
    ),
    (
        "kyiv-digital-app",
        (
            "City services app adds air-raid warnings within a day of the invasion",
            "The team that ran an app for fares and parking added alarms, then maps of shelters, open shops and "
            "petrol stations.",
        ),
        (
            "Застосунок для паркування й квитків став інструментом під час війни",
            "За добу команда додала до Київ Цифровий сповіщення про повітряну тривогу, а потім мапи укриттів, "
            "аптек, магазинів, пального й води.",
        ),
    ),
    (
        "quito-agrupar-gardens",
        (
            "Training women without jobs to grow and sell organic food in town",
            "The economic development agency teaches groups gardening, animal keeping and saving, and holds "
            "local markets for what they grow.",
        ),
        (
            "Huertos urbanos con capacitación y ferias para mujeres sin empleo",
            "Desde 2002 la agencia económica municipal capacita a grupos en cultivo orgánico, crianza, "
            "procesamiento y cajas de ahorro, y organiza ferias.",
        ),
    ),
    (
        "boston-homeshare",
        (
            "Students rent cheaply from seniors and help in the home",
            "The city's housing innovation lab and its elderly commission piloted a company's service that "
            "screens both and writes the agreement.",
        ),
        (
            "Ältere Menschen mit freien Zimmern und Studierende finden zusammen",
            "2017 erprobten das Wohnlabor der Stadt und ihr Amt für Ältere mit einem Start-up eine Vermittlung; "
            "für Hilfe im Haushalt sinkt die Miete.",
        ),
    ),
    (
        "nyc-local-law-97",
        (
            "Carbon caps for big buildings, with fines for each ton above",
            "The 2019 law begins in 2024 and tightens in 2030; a help desk advises owners, and rules are "
            "softer for affordable homes.",
        ),
        (
            "Límites de emisiones para edificios grandes, con multas por excederlos",
            "Una ley de 2019 limita las emisiones de los edificios grandes desde enero de 2024, con límites más "
            "estrictos en 2030 y un cargo por tonelada.",
        ),
    ),
    (
        "kansas-city-world-cup-prep",
        (
            "How a medium-sized host gets ready for the soccer tournament of 2026",
            "Two rings of security with ticket checks before the car park, a fan zone by the longer tram, and "
            "support so that small businesses gain.",
        ),
        (
            "Preparar una ciudad mediana para el Mundial de fútbol de 2026",
            "El plan tiene dos perímetros de seguridad, una fiesta de aficionados junto al tranvía ampliado y "
            "ayuda a las pequeñas empresas.",
        ),
    ),
    (
        "toronto-quayside-cancelled",
        (
            "Smart city quarter at the lake given up before approval",
            "A Google sister firm planned wooden towers, warm pavements and driverless cars on twelve acres.",
        ),
        (
            "Un quartier intelligent au bord du lac, abandonné avant d'être approuvé",
            "Une société du groupe Google avait conçu un quartier de 12 acres avec des tours en bois, des "
            "trottoirs chauffés et des voitures autonomes.",
        ),
    ),
    (
        "ontario-basic-income-cancelled",
        (
            "Basic income experiment ended early after an election",
            "Four thousand people in several towns received money each month with no strings; two thousand "
            "others were the control group.",
        ),
        (
            "Ensayo de renta básica cancelado por un nuevo gobierno antes de dar resultados",
            "En varias comunidades 4.000 voluntarios iban a recibir dinero cada mes sin condiciones y otros "
            "2.000 respondían encuestas como comparación.",
        ),
    ),
)
