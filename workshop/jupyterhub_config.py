"""JupyterHub's settings for a room. `python -m workshop` says which room by DIALS_ROOM_FOLDER."""

import os
import shutil
import sys
from pathlib import Path

from tornado.httpserver import HTTPServer
from tornado.log import app_log

from workshop import place
from workshop.entrance import Entrance
from workshop.spawner import Seat

c = get_config()  # noqa: F821  # pyright: ignore[reportUndefinedVariable]: JupyterHub has it
room = place.here()
settings = place.load(room)
hub_port, api_port, service_port = settings.ports
scheme = "https" if settings.tls else "http"
hub = place.hub_folder(room)

# Where. Only the proxy may be reached from outside; all else listens on the loopback.
c.JupyterHub.bind_url = f"{scheme}://{settings.host}:{settings.port}"
c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{hub_port}"
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{api_port}"
c.ConfigurableHTTPProxy.command = [
    place.node(),
    str(place.PROXY / "bin" / "configurable-http-proxy"),
]
c.ConfigurableHTTPProxy.check_running_interval = 2
c.ConfigurableHTTPProxy.pid_file = str(hub / "proxy.pid")
if settings.tls:
    c.JupyterHub.ssl_cert, c.JupyterHub.ssl_key = str(hub / "room.crt"), str(hub / "room.key")
c.JupyterHub.db_url = f"sqlite:///{hub / 'jupyterhub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(hub / "cookie_secret")
c.JupyterHub.template_paths = [str(Path(place.__file__).parent / "templates")]

# Nothing that learners send to the hub is larger than a form.
HTTPServer.configure(None, max_body_size=1_000_000)

# Nor does its log name sessions, which JupyterHub's own notes on new cookies would do.
app_log.addFilter(lambda record: "xsrf cookie for" not in str(record.msg))

# What ends when the hub is killed: the next hub starts one of its own. (The room's service sees to
# it itself, on every system.)
with_hub = ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []

# Who.
c.JupyterHub.authenticator_class = Entrance
c.JupyterHub.services = [
    {
        "name": "room",
        "url": f"http://127.0.0.1:{service_port}",
        "command": [sys.executable, "-m", "workshop.room"],
        "cwd": str(place.ROOT),
        "environment": {
            place.FOLDER: str(room),
            "PATH": os.environ.get("PATH", ""),
            "PYTHONPATH": str(place.ROOT),
        },
        "oauth_no_confirm": True,
        "oauth_client_allowed_scopes": [],
        "display": True,
    },
    {
        "name": "idle",
        "command": [
            *with_hub,
            sys.executable,
            "-m",
            "jupyterhub_idle_culler",
            f"--timeout={settings.idle_server}",
            "--cull-every=60",
        ],
    },
]
c.JupyterHub.load_roles = [
    {"name": "user", "scopes": ["self", "access:services!service=room"]},
    {
        # Looks after the room, but opens no learner's server: what a learner's page contains would
        # run in the instructor's browser.
        "name": place.INSTRUCTOR,
        "scopes": [
            "self",
            "access:services!service=room",
            "admin-ui",
            "admin:users",
            "servers",
            "list:users",
            "read:hub",
        ],
        "users": [place.INSTRUCTOR],
    },
    {
        "name": "idle",
        "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
        "services": ["idle"],
    },
]

# What each gets.
c.JupyterHub.spawner_class = Seat
c.Spawner.args = [
    "--LabApp.extension_manager=readonly",  # otherwise each start asks a package index
    f"--MappingKernelManager.cull_idle_timeout={settings.idle_kernel}",
    "--MappingKernelManager.cull_interval=60",
    "--FileContentsManager.delete_to_trash=False",  # which would lie in the same folder
    "--KernelManager.transport_encryption=required",  # or whoever finds its port reads along
    "--ServerApp.log_level=WARN",
    "--ServerApp.terminals_enabled=False",
]
if settings.tls:  # cookies that a browser sends over TLS alone; the others are so by themselves
    alone = {"xsrf_cookie_kwargs": {"secure": True}}
    c.JupyterHub.tornado_settings = alone
    c.Spawner.args.append(f"--ServerApp.tornado_settings={alone}")
c.Spawner.notebook_dir = "~"
c.Spawner.default_url = "/lab/tree/01_two_dials.ipynb"
c.Spawner.disable_user_config = True
c.Spawner.http_timeout = 120
c.Spawner.start_timeout = 600  # with the queue before it
c.Spawner.environment = {
    "JUPYTERHUB_SINGLEUSER_EXTENSION": "1",
    "JUPYTER_CONFIG_PATH": str(place.ROOT / "workshop" / "jupyter"),  # JupyterLab without news
}
c.JupyterHub.concurrent_spawn_limit = 0  # the queue in spawner.py takes its place, and nobody
# has to try again
c.JupyterHub.active_server_limit = 0

# When a hub was killed, learners' servers go on, and the next hub finds them. When it is told to
# end, all end.
c.JupyterHub.cleanup_servers = True
c.JupyterHub.cleanup_proxy = True
