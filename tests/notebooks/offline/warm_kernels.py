"""A pytest plugin beside nbval: kernels come out of one process that has pandas ready, a second of work less for each.

Every notebook still has a kernel of its own: a fresh copy of that process, in which no cell has run.
"""

import os
import signal
import subprocess
from multiprocessing import get_context

from jupyter_client.provisioning import local_provisioner

READY = ["ipykernel.kernelapp", "ipykernel.ipkernel", "pandas", "matplotlib.pyplot", "grading.check"]
_source = get_context("forkserver")
_source.set_forkserver_preload(READY)


class Kernel:
    """A kernel's process, with what jupyter_client asks of a `subprocess.Popen`."""

    stdin = stdout = stderr = None

    def __init__(self, command, env=None, cwd=None, **_):
        ready, tell = _source.Pipe(duplex=False)
        self._process = _source.Process(target=_run, args=(command, env, cwd, tell))
        self._process.start()
        ready.recv()  # a signal to the group it began in would be one to nbval
        self.pid = self._process.pid

    def poll(self):
        """The exit status, None while it runs."""
        return self._process.exitcode

    def wait(self, timeout=None):
        """The exit status, when it has ended."""
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired("kernel", timeout)
        return self._process.exitcode

    def send_signal(self, number):
        """Send a signal to it alone."""
        os.kill(self.pid, number)

    def terminate(self):
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self):
        """End it."""
        self.send_signal(signal.SIGKILL)


def _run(command, env, cwd, tell):
    from ipykernel.kernelapp import IPKernelApp

    os.setsid()  # its own group: what ends it ends what it has started
    tell.send(True)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    os.environ.pop("JPY_PARENT_PID", None)  # its parent is not who asked for it
    silent = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silent, stream)
    IPKernelApp.launch_instance(command[command.index("ipykernel_launcher") + 1 :])


local_provisioner.launch_kernel = Kernel
