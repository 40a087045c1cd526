import pytest
from sqlalchemy.exc import IntegrityError

from store import channel_settings, networks
from store.channel_settings import ChannelSetting
from tests.factories import add_network, add_workspace


@pytest.fixture
def workspace(engine):
    with engine.begin() as conn:
        return networks.workspace_by_id(conn, add_workspace(conn, add_network(conn)))


def test_the_topics_of_a_channel_are_kept_in_place_of_the_former_ones(conn, workspace):
    networks.ensure_topics(conn, workspace.network_id, ["parks", "water"])
    for topics in (("parks", "water"), ("water",), ()):
        setting = ChannelSetting("questions", "es", private=True, topics=topics)
        channel_settings.save(conn, workspace.network_id, workspace.id, "C1", setting)

        assert channel_settings.of(conn, workspace.id, "C1") == setting


def test_a_topic_that_the_network_lacks_is_refused(conn, workspace):
    with pytest.raises(IntegrityError):
        channel_settings.save(
            conn, workspace.network_id, workspace.id, "C1", ChannelSetting(topics=("parks",))
        )


def test_a_channel_is_set_and_set_again_and_others_are_not(conn, workspace):
    for setting in (ChannelSetting("questions", "es"), ChannelSetting("mentions", "")):
        channel_settings.save(conn, workspace.network_id, workspace.id, "C1", setting)
        assert channel_settings.of(conn, workspace.id, "C1") == setting

    assert channel_settings.of(conn, workspace.id, "C2") == ChannelSetting()


def test_nobody_sets_a_channel_of_another_network(conn, workspace):
    other = add_network(conn, "Another")

    with pytest.raises(IntegrityError):
        channel_settings.save(conn, other, workspace.id, "C1", ChannelSetting())


def test_a_channel_answers_in_one_of_the_known_ways(conn, workspace):
    with pytest.raises(IntegrityError):
        channel_settings.save(conn, workspace.network_id, workspace.id, "C1", ChannelSetting("never"))
