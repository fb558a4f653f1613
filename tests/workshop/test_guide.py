"""The guide: its minutes are the notebooks', its figures computed, its handouts from the source."""

import ast
import re

import pytest

pytest.importorskip("jupyterhub")

import yaml

from workshop import handouts, schedule
from workshop.needs import LARGE, needed
from workshop.place import ROOT
from workshop.questions import pages

from .hub import run

GUIDE = (ROOT / "workshop" / "guide.md").read_text(encoding="utf-8")
KNOWN = schedule.times(ROOT / "notebooks")


def test_the_timetables_are_the_notebooks_own_minutes():
    assert schedule.written(GUIDE, ROOT / "notebooks") == GUIDE, "python -m workshop.schedule"


def test_each_timetable_adds_up():
    found = re.findall(r"\| (\d+):(\d\d) \| (.+?) \| (\d+)(?: in all)? \|", GUIDE)
    clock = 0
    for hours, minutes, what, took in found:
        now = 60 * int(hours) + int(minutes)
        clock = now if now == 0 else clock
        assert now == clock, what
        clock = int(took) if what == "End" else clock + int(took)
        assert what != "End" or int(took) == now


@pytest.mark.parametrize(
    ("plan", "most"), [("half a day", 240), ("two days", 420), ("eight evenings", 130)]
)
def test_no_session_is_longer_than_it_says(plan, most):
    for _, entries in schedule.PLANS[plan]:
        assert sum(item.minutes for item in schedule.items(entries, KNOWN)) <= most


def test_nothing_comes_before_what_it_builds_on():
    for days in schedule.PLANS.values():
        numbers = [e[:2] for _, entries in days for e in entries if isinstance(e, str)]
        assert numbers == sorted(set(numbers))


def test_the_table_of_needs_is_computed():
    gigabytes = r" ([\d.]+) GB \|"
    rows = re.findall(rf"^\| (\d+) \|{3 * gigabytes} (\d+) \|{gigabytes}", GUIDE, re.M)
    assert len(rows) == 4
    for learners, memory, third, everybody, cores, disk in rows:
        needs = needed(int(learners))
        assert float(memory) == round(needs.memory / 1000, 1)
        assert float(third) == round((needs.memory + LARGE * int(learners) / 3) / 1000, 1)
        assert float(everybody) == round(needed(int(learners), int(learners)).memory / 1000, 1)
        assert (int(cores), float(disk)) == (needs.cores, round(needs.disk / 1000, 1))


def test_where_things_are_is_told_as_it_is():
    """What the start of the hub prints, the sign-in form and the guide: the same address."""
    form = (ROOT / "workshop" / "templates" / "entrance.html").read_text(encoding="utf-8")
    start = (ROOT / "workshop" / "__main__.py").read_text(encoding="utf-8")
    assert all("/services/room/" in text for text in (GUIDE, form, start))


def test_each_heading_is_in_the_list_at_the_top():
    headings = re.findall(r"^## (.+)", GUIDE, re.M) + re.findall(r"^### (Wh.+)", GUIDE, re.M)
    listed = set(re.findall(r"\(#([\w-]+)\)", GUIDE))
    made = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
    assert listed <= made
    assert {h for h in made if h not in ("what-to-say", "where-to-cut")} <= listed


def test_every_exercise_is_in_the_answer_key_with_code_that_reads():
    for slug, page in pages().items():
        text = handouts.answers(page, slug)
        assert text.count("### Exercise ") == len(page.exercises), slug
        for code in re.findall(r"```python\n(.+?)\n```", text, re.DOTALL):
            ast.parse(code)


def test_one_slide_a_notebook_with_its_recap():
    text = handouts.slides(pages())
    assert text.count("<section id=") == len(pages())
    for page in pages().values():
        promise, recap = handouts.promise_and_recap(page)
        assert promise and len(handouts.sentences(recap)) >= 3, page.notebook
    assert "src=" not in text and "http" not in text  # one file, nothing fetched


def test_what_to_ask_is_every_guess():
    for page in pages().values():
        assert handouts.leading(page).count("What happened:") == len(page.guesses)


VALUES = yaml.safe_load((ROOT / "workshop" / "values.yaml").read_text(encoding="utf-8"))
LEARNERS, INSTRUCTORS = "eight letters", "thirty-two letters, or a few more"


def on_kubernetes(**passwords):
    """The entrance as the chart would set it up: its configuration, then its own code."""
    from traitlets.config import Config

    chosen = VALUES["hub"]["config"]
    config = Config({name: dict(chosen[name]) for name in chosen if name != "KubeSpawner"})
    config.SharedPasswordAuthenticator.update(passwords)
    exec(VALUES["hub"]["extraConfig"]["entrance"], {"c": config})
    return config.JupyterHub.authenticator_class(config=config)


@pytest.mark.parametrize("name", ["instructor", "Instructor", " instructor", "INSTRUCTOR"])
def test_in_values_yaml_the_learners_password_does_not_open_the_instructors_account(name):
    entrance = on_kubernetes(user_password=LEARNERS, admin_password=INSTRUCTORS)

    def come(name, password):
        data = {"username": name, "password": password}
        return run(entrance.get_authenticated_user(None, data))

    assert come("ann", LEARNERS)["name"] == "ann" and not come("ann", LEARNERS)["admin"]
    assert come("instructor", INSTRUCTORS)["admin"]
    assert not come(name, LEARNERS)


def test_the_passwords_in_values_yaml_must_be_chosen():
    """As they stand there, the hub does not start."""
    for chosen in ({"user_password": LEARNERS}, {"admin_password": INSTRUCTORS}):
        with pytest.raises(ValueError):
            on_kubernetes(**chosen)


def test_values_yaml_names_what_the_course_has():
    path = VALUES["singleuser"]["defaultUrl"].removeprefix("/lab/tree/")
    assert (ROOT / path).exists()
    assert VALUES["scheduling"]["userPlaceholder"]["enabled"]
    assert VALUES["prePuller"]["hook"]["enabled"]


def test_a_learners_volume_covers_nothing_that_they_need():
    """It is mounted at the home folder, so the course and the models have to lie elsewhere."""
    (place,) = re.findall(r"--target-repo-dir (\S+)", GUIDE)
    assert not place.startswith("/home/")
    assert VALUES["singleuser"]["extraEnv"]["DIALS_CACHE"].startswith(f"{place}/")
    hook = VALUES["singleuser"]["lifecycleHooks"]["postStart"]["exec"]["command"][-1]
    assert f"cp -r {place}/notebooks" in hook
    assert 'DIALS_CACHE="$REPO_DIR/models"' in (ROOT / "postBuild").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", re.findall(r"`(workshop/[\w./]+)`", GUIDE))
def test_what_the_guide_names_is_there(name):
    assert (ROOT / name).exists()
