"""Where places are: names, figures and surroundings of cities, from data that comes as packages."""
