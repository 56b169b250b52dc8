"""Walks a de-identified file beside its source with pydicom and prints what identity is left, one line each.

Usage: deidentification.check.py ROWS.json PAIRS.json
ROWS.json: {"00100010": "Z", ...}, the Basic Profile of PS3.15 Table E.1-1. PAIRS.json: [[source, result], ...].
"""
import json
import sys

import pydicom

ALLOWED = {"Anonymized", "ANONYMIZED", "19000101", "19000101000000", "000000", "000Y", "0", "0.0", "1", ""}


def elements(dataset):
    for element in dataset:
        if element.VR == "SQ":
            yield element
            for item in element.value:
                yield from elements(item)
        else:
            yield element


def texts(element):
    values = element.value
    if not isinstance(values, (list, pydicom.multival.MultiValue)):
        values = [values]
    return [str(value).strip() for value in values if value is not None]


def uids_of(source_file):
    found = set()
    try:
        for element in elements(pydicom.dcmread(source_file, force=True)):
            if element.VR == "UI":
                found.update(text for text in texts(element) if text and not text.startswith("1.2.840.10008."))
    except Exception as error:  # some sources are damaged where pydicom does not go on
        print("source not read to its end:", type(error).__name__, file=sys.stderr)
    return found


def main():
    rows = json.load(open(sys.argv[1]))
    for source_file, result_file in json.load(open(sys.argv[2])):
        result = pydicom.dcmread(result_file)
        pseudonym = str(result.PatientID)
        old_uids = uids_of(source_file)
        for element in list(elements(result)) + list(result.file_meta):
            tag = "%08X" % int(element.tag)
            action = rows.get(tag)
            said = [text for text in texts(element) if text not in ALLOWED] if element.VR != "SQ" else []
            if element.tag.is_private or 0x50 <= element.tag.group >> 8 <= 0x50 or element.tag.group >> 8 == 0x60:
                print(result_file, tag, "private, curve or overlay")
            elif element.VR == "UI":
                if any(text in old_uids for text in said):
                    print(result_file, tag, "old UID")
            elif action == "X":
                print(result_file, tag, "to be removed")
            elif action is not None and element.VR != "SQ" and any(text != pseudonym for text in said):
                print(result_file, tag, "has a value")
            elif element.VR == "PN" and any(text != pseudonym for text in said):
                print(result_file, tag, "a name")
            elif element.VR in ("DA", "DT") and said:
                print(result_file, tag, "a date")
        if str(result.get("PatientIdentityRemoved")) != "YES":
            print(result_file, "00120062", "not stated")
    print("checked", len(json.load(open(sys.argv[2]))))


main()
