"""The course for a room full of learners: JupyterHub on one machine, started by `make hub`.

__main__         starts the hub, keeps it running, tidies up at the end
place            where the room keeps its things, and its settings
names            the names that learners may choose
seats            who has taken which name, and with which browser
entrance         the way in: a room code and a name, or the instructor's password
spawner          one server a learner: own folder, limits, its place in the queue
walls            what keeps learners apart
limits           memory and disk of each learner, looked at every few seconds
counts           what the room has done, without names
room             the service "The room's guesses"
questions        the guesses that notebooks ask for, read from the notebooks
models           the real models, for all to read
certificate      a certificate for the local network
needs            what so many learners need
preflight        is everything ready?

The course itself imports nothing of this.
"""
