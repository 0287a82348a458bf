"""TensorFlow's layer names become facenet-pytorch's."""

from recognition.frozen_graph import torch_names

NET = "InceptionResnetV1"


def test_the_stem_keeps_its_numbers():
    assert torch_names([f"{NET}/Conv2d_1a_3x3/Conv2D", f"{NET}/Conv2d_3b_1x1/Conv2D"]) == [
        "conv2d_1a",
        "conv2d_3b",
    ]


def test_a_branch_of_several_convolutions_is_numbered_and_of_one_is_not():
    block = f"{NET}/Repeat/block35_2"

    assert torch_names(
        [
            f"{block}/Branch_1/Conv2d_0a_1x1/Conv2D",
            f"{block}/Branch_1/Conv2d_0b_3x3/Conv2D",
            f"{block}/Branch_0/Conv2d_1x1/Conv2D",
            f"{block}/Conv2d_1x1/Conv2D",
        ]
    ) == [
        "repeat_1.1.branch1.0",
        "repeat_1.1.branch1.1",
        "repeat_1.1.branch0",
        "repeat_1.1.conv2d",
    ]


def test_blocks_outside_a_stack_keep_their_names():
    assert torch_names(
        [
            f"{NET}/Mixed_6a/Branch_0/Conv2d_1a_3x3/Conv2D",
            f"{NET}/Repeat_2/block8_5/Conv2d_1x1/Conv2D",
            f"{NET}/Block8/Conv2d_1x1/Conv2D",
        ]
    ) == ["mixed_6a.branch0", "repeat_3.4.conv2d", "block8.conv2d"]
