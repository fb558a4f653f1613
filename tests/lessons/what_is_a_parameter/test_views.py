"""What the views of notebook 24 say, against slow loops: TO BE WRITTEN."""

from matplotlib.figure import Figure

from course_utils.lessons.what_is_a_parameter.views import line


def test_the_line_says_how_far_off_it_is():
    turn = line([0.0, 1.0], [1.0, 3.0])(Figure())
    assert "typical error 0." in turn(a=2.0, b=1.0)
    assert "typical error 1." in turn(a=2.0, b=0.0)
