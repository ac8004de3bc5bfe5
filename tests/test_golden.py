"""The sheets of real notices against what a careful clerk reads in them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

import xltrack
from tests.truth import deadline_field, differences, unit_field
from xltrack import api
from xltrack.programs.inspection import render_inspection

ROOT = Path(__file__).parents[1]
DATA = ROOT / "tests" / "data"
TRUTHS = [
    *((path, ROOT / "sample_workbooks") for path in sorted(DATA.glob("truth/*.truth.json"))),
    *((path, path.parent) for path in sorted(DATA.glob("corpus/*.truth.json"))),
]
PHRASES = [
    json.loads(line)
    for path in sorted(DATA.glob("phrases/*.jsonl"))
    for line in path.read_text(encoding="utf-8").splitlines()
    if line.strip()
]
DEADLINES = [phrase for phrase in PHRASES if "milestones" in phrase]
UNITS = [phrase for phrase in PHRASES if "units" in phrase]


def test_the_truth_is_there():
    assert 17 == len(TRUTHS)
    assert 100 <= len(PHRASES) == len(DEADLINES) + len(UNITS)


@pytest.mark.parametrize(("truth_file", "folder"), TRUTHS, ids=lambda path: path.name)
def test_a_real_sheet_is_read_as_a_clerk_reads_it(truth_file, folder):
    truth = json.loads(truth_file.read_text(encoding="utf-8"))
    stem = truth_file.name.removesuffix(".truth.json")
    workbook = next(p for p in folder.iterdir() if p.stem == stem and p.suffix in (".xlsx", ".xls"))
    as_of = date.fromisoformat(truth.get("as_of", "2021-08-01"))
    made = api.assess([api.read(workbook)], as_of)
    assert [] == list(differences(truth, json.loads("".join(render_inspection(made)))))


@pytest.mark.parametrize("phrase", DEADLINES, ids=lambda phrase: phrase["text"])
def test_a_deadline_phrase_is_read_as_a_clerk_reads_it(phrase):
    read = xltrack.parse_deadline(phrase["text"], year=phrase.get("year")).to_dict()
    assert deadline_field(phrase) == deadline_field(read)


@pytest.mark.parametrize("phrase", UNITS, ids=lambda phrase: phrase["text"])
def test_a_unit_phrase_is_read_as_a_clerk_reads_it(phrase):
    read = xltrack.parse_units(phrase["text"], role=phrase.get("role", "lead"))
    assert unit_field(phrase["units"]) == unit_field([unit.to_dict() for unit in read])
