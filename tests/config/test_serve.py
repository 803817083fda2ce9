"""Starting the server on an address that cannot be had."""

from __future__ import annotations

import socket

from click.testing import CliRunner

from taizhang.config.commands.serve import run


def test_a_port_in_use_is_told_and_nothing_is_started() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = CliRunner().invoke(run, ["--port", str(port)])
    assert result.exit_code == 2
    assert f"端口 {port} 已被别的程序占用" in result.output


def test_a_port_that_does_not_exist_is_told() -> None:
    result = CliRunner().invoke(run, ["--port", "80000"])
    assert result.exit_code == 2
    assert "80000" in result.output
