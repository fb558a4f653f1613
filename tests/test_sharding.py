"""One model over eight pretend devices: equal to one device's, lying where it should, and sending
what the formula says. And the reader of compiled programs, on programs written by hand."""

import json
import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pytest

from course_utils.sharding import Collective, collectives
from course_utils.transformer import shapes
from tests.eight_devices import BATCH, MESHES
from tools.notebooks import ROOT

pytestmark = pytest.mark.slow

NAMES = [f"{name} {d}x{m}" for name, (_, meshes) in MESHES.items() for d, m in meshes]
each_mesh = pytest.mark.parametrize("name", NAMES)


@pytest.fixture(scope="module")
def found():
    """What the program printed: one process for all tests, since it compiles for half a minute."""
    command = [sys.executable, "-m", "tests.eight_devices"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(done.stdout)


def one(found, name):
    plan, mesh = name.split()
    devices = [int(n) for n in mesh.split("x")]
    return MESHES[plan][0], *devices, found[plan][mesh]


@each_mesh
def test_loss_gradient_and_step_are_those_of_one_device(found, name):
    *_, here = one(found, name)
    assert here["loss"] < 2e-6 and here["gradient"] < 2e-5 and here["step"] < 2e-3


@each_mesh
def test_each_device_holds_its_part_and_no_more(found, name):
    config, _, model, here = one(found, name)
    cut = ("query", "key", "value", "up", "gate", "attention.output", "mlp.down")
    total = 0
    for path, leaf in flat(shapes(config)):
        is_cut = any(f".{part}" in path or path.endswith(part) for part in cut)
        whole = path.endswith(("output_bias", "down_bias")) or not is_cut
        total += leaf.size * 4 // (1 if whole else model)
    assert here["held"] == total and here["lies"] == [total, total]


def flat(tree):
    import jax

    leaves = jax.tree_util.tree_leaves_with_path(tree)
    return [(jax.tree_util.keystr(path, simple=True, separator="."), leaf) for path, leaf in leaves]


@each_mesh
def test_what_travels_for_a_gradient_is_what_the_formula_says(found, name):
    _, data, model, here = one(found, name)
    travels = [Collective(*row) for row in here["travels"]]
    assert {travel.kind for travel in travels} <= {"all-reduce"}
    for axis, n in (("data", data), ("model", model)):
        mine = [travel for travel in travels if travel.axis == axis]
        assert sum(travel.bytes * travel.times for travel in mine) == here["expected"][axis]
        assert {travel.devices for travel in mine} <= {n}
    assert {travel.axis for travel in travels} <= {"data", "model"}


@each_mesh
def test_muon_sends_more_where_matrices_are_cut_and_nothing_more_elsewhere(found, name):
    *_, model, here = one(found, name)
    travels = [Collective(*row) for row in here["travels_in_a_step"]]
    of_the_gradient = sum(here["expected"].values())
    in_all = sum(travel.bytes * travel.times for travel in travels)
    assert in_all > of_the_gradient if model > 1 else in_all == of_the_gradient


def test_the_formula_is_the_sum_over_matrices(found):
    config, _, _, here = one(found, "plain 4x2")
    matrices = 6  # query, key, value, output, up, down
    stream = BATCH // 4 * config.context * config.D * 4
    assert here["expected"]["model"] == matrices * config.layers * stream
    assert here["expected"]["data"] == here["held"] + config.vocab * config.D * 4 + 4


def test_what_cannot_be_is_refused_in_a_sentence(found):
    said = found["refused"]
    assert found["devices"] == 8
    assert said["too many"] == "4 · 4 = 16 devices are asked for; there are 8."
    assert "data must be a whole number of at least 1, not 0" in said["none"]
    assert said["heads"] == "heads = 8 cannot be shared out among 3 devices evenly."
    assert said["kv_heads"] == "kv_heads = 4 cannot be shared out among 8 devices evenly."
    assert "Restart the kernel" in said["more"]


# The reader of compiled programs ---------------------------------------------------------------

MESH = SimpleNamespace(devices=np.zeros((4, 2)))


def read(*lines: str, before: str = "") -> list[Collective]:
    text = f"HloModule m\n\n{before}ENTRY %main.1 (p: f32[2]) -> f32[2] {{\n"
    text += "".join(f"  %x.{i} = {line}\n" for i, line in enumerate(lines)) + "}\n"
    return collectives(SimpleNamespace(as_text=lambda: text), MESH)


@pytest.mark.parametrize(
    ("groups", "axis", "devices"),
    [
        ("{{0,1},{2,3},{4,5},{6,7}}", "model", 2),
        ("{{0,2,4,6},{1,3,5,7}}", "data", 4),
        ("[4,2]<=[8]", "model", 2),
        ("[2,4]<=[4,2]T(1,0)", "data", 4),
        ("[1,8]<=[8]", "data and model", 8),
        ("{}", "data and model", 8),
        ("mesh['axis_0'=4,'axis_1'=2] {'axis_0'}", "data", 4),
        ("mesh['axis_0'=4,'axis_1'=2] {'axis_1'}", "model", 2),
        ("mesh['axis_0'=4,'axis_1'=2] {'axis_0','axis_1'}", "data and model", 8),
        ("{{0,3},{1,2},{4,7},{5,6}}", "other", 2),
    ],
)
def test_groups_are_told_by_axis(groups, axis, devices):
    (one,) = read(f"f32[8,32]{{1,0}} all-reduce(%p), replica_groups={groups}, to_apply=%add")
    assert one == Collective("all-reduce", (8, 32), 1024, axis, devices)


def test_several_arrays_in_one_and_what_is_begun_early():
    groups = "replica_groups=[4,2]<=[8]"
    found = read(
        f"(f32[], bf16[3,4]{{1,0}}, /*index=2*/f32[5]{{0}}) all-reduce(%a, %b, %c), {groups}",
        f"(f32[4]{{0}}, f32[8]{{0}}) all-gather-start(%a), {groups}",
        "f32[8]{0} all-gather-done(%x.1)",
        f"f32[6]{{0}} reduce-scatter(%a), {groups}",
        'f32[9]{0} add(%a, %b), metadata={op_name="all-reduce"}',
    )
    assert [(one.kind, one.shape, one.bytes) for one in found] == [
        ("all-reduce", (), 4),
        ("all-reduce", (3, 4), 24),
        ("all-reduce", (5,), 20),
        ("all-gather", (8,), 32),
        ("reduce-scatter", (6,), 24),
    ]
    assert [one.sent for one in found] == [4, 24, 20, 16, 24]


def test_what_stands_in_a_loop_counts_as_often_as_it_turns():
    inside = (
        "%body.1 (p: f32[2]) -> f32[2] {\n"
        "  %y = f32[2]{0} all-reduce(%p), replica_groups=[4,2]<=[8], to_apply=%add\n}\n\n"
    )
    turns = 'backend_config={"known_trip_count":{"n":"5"}}'
    loop = f"f32[2]{{0}} while(%p), condition=%cond.1, body=%body.1, {turns}"
    (one,) = read(loop, before=inside)
    assert one.times == 5 and one.sent == 5 * 8
    assert read("f32[2]{0} copy(%p)", before=inside) == []


def test_a_group_of_one_tells_nobody_anything():
    line = "f32[2]{0} all-reduce(%p), replica_groups=[8,1]<=[8], to_apply=%add"
    assert read(line) == []
