"""Settings: where they come from, and what is said of those that cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from settings import Settings, load
from storage.errors import BadSetting


def test_without_anything_the_defaults_hold() -> None:
    assert load({}, file=None, options={}) == Settings()


def test_the_environment_wins_over_the_file_and_an_option_over_both(tmp_path: Path) -> None:
    file = tmp_path / "variorum.toml"
    file.write_text('archive = "file"\ncontact = "file"\nhost_delay = 3\n')

    settings = load(
        {"VARIORUM_ARCHIVE": "environment", "VARIORUM_CONTACT": "environment", "HOME": "/x"},
        file=file,
        options={"archive": "option", "port": None},
    )

    assert (settings.archive, settings.contact, settings.host_delay) == (
        "option",
        "environment",
        3.0,
    )
    assert settings.folder == Path("option")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("hots_delay = 1", "there is no setting 'hots_delay'"),
        ('host_delay = "fast"', "host_delay = 'fast' is not a number"),
        ("concurrency = 1.5", "concurrency = 1.5 is not a whole number"),
        ("concurrency = true", "concurrency = True is not a whole number"),
        ('obey_robots = "perhaps"', "obey_robots = 'perhaps' is not true or false"),
        ("archive = 3", "archive = 3 is not text"),
        ("allow_networks = [1]", "allow_networks = [1] is not a list of texts"),
        ('allow_networks = ["everything"]', "'everything' is no network"),
        ("host_delay = -1", "host_delay = -1.0 is too small"),
        ("port = 70000", "port = 70000 is too large: at most 65535"),
        ("gone_after = inf", "gone_after = inf is too large"),
        ("= 3", "is not TOML"),
    ],
)
def test_a_bad_setting_is_named_with_its_place(tmp_path: Path, text: str, complaint: str) -> None:
    file = tmp_path / "variorum.toml"
    file.write_text(text)

    with pytest.raises(BadSetting) as caught:
        load({}, file=file, options={})

    assert complaint in str(caught.value)


def test_a_missing_file_that_was_named_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="cannot read"):
        load({}, file=tmp_path / "none.toml", options={})


def test_an_unknown_variable_is_named() -> None:
    with pytest.raises(BadSetting, match="VARIORUM_TYPO"):
        load({"VARIORUM_TYPO": "1"}, file=None, options={})


def test_lists_and_truths_may_be_written_in_the_environment() -> None:
    settings = load(
        {"VARIORUM_ALLOW_NETWORKS": "127.0.0.0/8, 10.0.0.0/8", "VARIORUM_OBEY_ROBOTS": "no"},
        file=None,
        options={},
    )

    assert settings.allow_networks == ("127.0.0.0/8", "10.0.0.0/8")
    assert settings.obey_robots is False


@pytest.mark.parametrize(
    ("settings", "url"),
    [
        (Settings(), "http://127.0.0.1:8321"),
        (Settings(host="::1", port=80), "http://[::1]:80"),
        (Settings(base_url="https://v.example/"), "https://v.example"),
    ],
)
def test_the_public_address_is_the_base_url_or_where_we_listen(
    settings: Settings, url: str
) -> None:
    assert settings.public_url == url
