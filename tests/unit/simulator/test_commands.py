import pytest

from simulator import errors
from simulator.commands import CommandMenus

ANN = 7


def menu(name):
    return [{"command": name, "description": "What it does"}]


def test_the_narrowest_scope_and_the_own_language_win():
    menus = CommandMenus()
    menus.set(menu("all"), None, "")
    assert menus.seen_by(ANN, "de") == menu("all")
    menus.set(menu("private"), {"type": "all_private_chats"}, "")
    assert menus.seen_by(ANN, "de") == menu("private")
    menus.set(menu("privat"), {"type": "all_private_chats"}, "de")
    assert menus.seen_by(ANN, "de") == menu("privat")
    menus.set(menu("ann"), {"type": "chat", "chat_id": ANN}, "")
    assert menus.seen_by(ANN, "de") == menu("ann")
    assert menus.seen_by(8, "en") == menu("private")


def test_a_deleted_menu_uncovers_the_wider_one():
    menus = CommandMenus()
    menus.set(menu("all"), None, "")
    menus.set(menu("ann"), {"type": "chat", "chat_id": ANN}, "")
    menus.delete({"type": "chat", "chat_id": ANN}, "")
    assert menus.seen_by(ANN, "en") == menu("all")


@pytest.mark.parametrize("name", ["", "Start", "with-dash", "x" * 33])
def test_a_name_telegram_does_not_take_is_refused(name):
    with pytest.raises(errors.BadRequest, match="BOT_COMMAND_INVALID"):
        CommandMenus().set(menu(name), None, "")
