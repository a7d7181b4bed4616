"""Sentences about a child become sentences to the child, where that is sure."""

import pytest

from footprint.language.to_you import to_you


@pytest.mark.parametrize(
    ("about", "to"),
    [
        ("Amara sees Kofi every Saturday", "You see Kofi every Saturday"),
        ("Amara has a dental check", "You have a dental check"),
        ("Amara's plan says where Amara lives now", "Your plan says where you live now"),
        ("Tom writes to Amara’s school. Amara tries the new club", "Tom writes to your school. You try the new club"),
        ("Amara and the social worker meet six times", "You and the social worker meet six times"),
        ("Amara and Kofi meet", "You and Kofi meet"),
        ("Amara will be told; then Amara isn't alone", "You will be told; then you aren't alone"),
        ("Amara watches, Amara goes home", "You watch, you go home"),
        ("A form of Amara is sent off", "A form of Amara is sent off"),
        ("Tom visits Amara always", "Tom visits Amara always"),
        ("Tom rings Amara", "Tom rings Amara"),
        ("Amarantha sees Kofi", "Amarantha sees Kofi"),
        ("", ""),
    ],
)
def test_to_you(about, to):
    assert to_you(about, "Amara") == to


def test_without_a_name_nothing_is_turned():
    assert to_you("Amara sees Kofi", "") == "Amara sees Kofi"
