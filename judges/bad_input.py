"""Judge: every bad input of `bad-inputs.tsv` that can be sent from outside gets its documented answer.

The table says for each row how it is judged: by a request written in the row (`authorize`, `token`,
`autodiscover`, `eas`, `wbxml`), by a function of that name (`code`), by a configuration (`config`),
or, where only the inside can make the input, by the Rust test that the row names (`rust`).
"""

from __future__ import annotations

import csv
import os
import sys
from collections.abc import Callable
from pathlib import Path

import bad_authorize
import bad_bearer
import bad_cli
import bad_mail
import bad_token
import lab

TABLE = Path(__file__).with_name("bad-inputs.tsv")
MODULES = [bad_authorize, bad_bearer, bad_cli, bad_mail, bad_token]
BY_REQUEST: dict[str, Callable[[str], list[str]]] = {
    "authorize v1": bad_authorize.answers_v1,
    "authorize app": bad_authorize.answers_app,
    "token cli": bad_token.answers_cli,
    "token secret": bad_token.answers_secret,
    "autodiscover": bad_mail.answers_autodiscover,
    "eas": bad_mail.answers_eas,
    "wbxml": bad_mail.answers_wbxml,
    "config": bad_cli.answers_config,
}


def matches(facts: list[str], expected: str) -> bool:
    """Whether the facts of an answer hold everything that one of the alternatives asks for."""
    return any(
        all(fact in facts for fact in alternative.split(" + "))
        for alternative in expected.split(" or ")
    )


def main() -> None:
    """Goes through the table; `bad_input.py BI-017` judges one row."""
    wanted = set(sys.argv[1:] or filter(None, os.environ.get("CONSENTRY_ROWS", "").split()))
    inside = 0
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    for row in rows:
        if wanted and row["id"] not in wanted:
            continue
        name = f"{row['id']} {row['interface']}: {row['input']}"[:110]
        if row["judged"] == "rust":
            inside += 1
        elif row["judged"] == "code":
            for module in MODULES:
                if judge := getattr(module, row["request"], None):
                    judge(name)
                    break
            else:
                lab.fail(name, f"no function {row['request']}")
        else:
            facts = BY_REQUEST[row["judged"]](row["request"])
            lab.holds(name, matches(facts, row["expected"]), f"want {row['expected']}; got {facts}")
    print(f"ok - {inside} rows are judged by Rust tests that the table names")


if __name__ == "__main__":
    main()
