"""Invented names, put together from common first and last names. Whoever bears one of them is not meant."""

from random import Random

# First names of girls and of boys, and last names, by the kind of name.
BRITISH = (
    "Alice Amber Beth Chloe Daisy Ellie Erin Freya Grace Hannah Isla Jasmine Katie Lily Megan Molly Poppy Ruby Sophie Tia",
    "Alfie Ben Callum Charlie Dylan Ethan Finley George Harry Jack Jake Joe Kyle Lewis Logan Mason Noah Oscar Ryan Tyler",
    "Ackroyd Barker Bell Booth Carter Clough Dean Ellis Fox Gill Hardy Hirst Holt Kaye Lister Marsh Naylor Parr Priestley "
    "Rhodes Shaw Sykes Tate Todd Walker Ward Webb Wood",
)
SOUTH_ASIAN = (
    "Aisha Amina Ayesha Farah Fatima Hafsa Iqra Laiba Mariam Nadia Noor Rabia Saima Sana Zahra Zainab",
    "Adam Ahmed Ali Bilal Daud Hamza Haris Ibrahim Imran Kamran Omar Rizwan Saad Usman Yusuf Zain",
    "Ahmed Akhtar Ali Aslam Begum Butt Hussain Iqbal Javed Khan Mahmood Malik Mirza Rafiq Rashid Shah Yousaf",
)
AFRICAN = (
    "Abeba Adaeze Ama Efua Esther Grace Hana Naomi Ruth Selam Tendai Zawadi",
    "Amanuel Daniel David Emmanuel Filmon Isaac Kofi Kwame Samuel Tadesse Tobi Yonas",
    "Abebe Adeyemi Bekele Boateng Chukwu Dube Kamara Mensah Moyo Ncube Okafor Osei Tesfaye Yeboah",
)
EASTERN = (
    "Alzbeta Anna Elena Ivana Julia Katarina Lenka Maria Monika Natalia Sara Zuzana",
    "Adam Daniel Filip Jakub Jan Kristian Lukas Marek Martin Patrik Pavel Tomas",
    "Balog Cervenak Dudek Gabor Horvath Kovac Kowalski Lakatos Mazur Novak Olah Pawlak Sivak Wojcik",
)
ELSEWHERE = (
    "Dilan Hanan Leyla Linh Mai Rojin Sahar Shirin Yara Zeinab",
    "Ali Aram Dara Farhad Hiwa Karim Minh Navid Quang Reza Samir Tuan",
    "Ahmadi Aziz Haddad Hassan Karimi Le Mahmoudi Nguyen Omari Rahimi Saleh Tran",
)
KINDS = {
    "APKN": SOUTH_ASIAN,
    "ABAN": SOUTH_ASIAN,
    "AIND": SOUTH_ASIAN,
    "BAFR": AFRICAN,
    "MWBA": AFRICAN,
    "WROM": EASTERN,
    "WOTH": EASTERN,
    "OOTH": ELSEWHERE,
    "AOTH": ELSEWHERE,
}


def kind_of(ethnicity: str) -> tuple[str, str, str]:
    return KINDS.get(ethnicity, BRITISH)


def first_name(rng: Random, kind: tuple[str, str, str], sex: str) -> str:
    return rng.choice(kind[sex == "M"].split())


def last_name(rng: Random, kind: tuple[str, str, str]) -> str:
    return rng.choice(kind[2].split())


def grown_ups(rng: Random, number: int) -> list[str]:
    """So many different names of staff."""
    found: dict[str, None] = {}
    while len(found) < number:
        kind = rng.choices([BRITISH, SOUTH_ASIAN, AFRICAN, EASTERN], [60, 28, 6, 6])[0]
        found[f"{first_name(rng, kind, rng.choice('FM'))} {last_name(rng, kind)}"] = None
    return list(found)
