"""File systems of a test's own, in a mount namespace of its own, so that they go with it."""
import os
import pathlib
import shutil
import subprocess
import sys

INSIDE = "CAPAIAN_TEST_MOUNTS"


def enter_namespace():
    """Goes on in a fresh namespace; ends with 77 where the machine gives no right to that."""
    if INSIDE in os.environ:
        return
    if os.geteuid() != 0 or subprocess.run(["unshare", "-m", "true"], capture_output=True).returncode != 0:
        print("skipped: no right to mount a file system (root, and unshare -m)")
        sys.exit(77)
    os.environ[INSIDE] = "1"
    os.execvp("unshare", ["unshare", "-m", sys.executable, *sys.orig_argv[1:]])


def _move_onto(folder, *mount):
    """Mounts over a folder and brings what was in it along."""
    aside = folder.with_name(folder.name + ".aside")
    folder.rename(aside)
    folder.mkdir(mode=0o700)
    subprocess.run(["mount", *mount, str(folder)], check=True)
    shutil.copytree(aside, folder, dirs_exist_ok=True)
    folder.chmod(0o700)
    os.sync()    # the test's own copies, which no daemon vouches for


class SmallDisk:
    """A tmpfs of so many bytes over a folder, with its contents."""

    def __init__(self, folder, size):
        self.folder, self.ballast = pathlib.Path(folder), pathlib.Path(folder) / "ballast"
        _move_onto(self.folder, "-t", "tmpfs", "-o", f"size={size}", "capaian-test")

    def free(self):
        status = os.statvfs(self.folder)
        return status.f_bavail * status.f_frsize

    def fill(self, leave=0):
        """Whatever the daemon writes meanwhile: as much as goes, in ever smaller pieces."""
        with self.ballast.open("ab") as file:
            size = self.free() - leave
            while size >= 4096:
                try:
                    os.posix_fallocate(file.fileno(), os.fstat(file.fileno()).st_size, min(size, self.free() - leave))
                except OSError:
                    size //= 2
                else:
                    size = self.free() - leave

    def make_room(self):
        self.ballast.unlink()

    def close(self):
        subprocess.run(["umount", "-l", str(self.folder)], check=True)


class FailingDisk:
    """An ext4 in a file over a folder, with its contents, that becomes read-only at an error, as installers set it up.
    (A tmpfs with files open for writing cannot be remounted read-only: the kernel refuses.)"""

    def __init__(self, folder, megabytes=64):
        self.folder, self.image = pathlib.Path(folder), pathlib.Path(folder).with_suffix(".img")
        with self.image.open("wb") as file:
            file.truncate(megabytes << 20)
        subprocess.run(["mkfs.ext4", "-q", str(self.image)], check=True)
        _move_onto(self.folder, "-o", "loop,errors=remount-ro", str(self.image))

    def fail(self):
        loop = subprocess.run(["losetup", "-n", "-O", "NAME", "-j", str(self.image)], check=True, text=True,
                              capture_output=True).stdout.strip()
        pathlib.Path("/sys/fs/ext4", pathlib.Path(loop).name, "trigger_fs_error").write_text("1")

    def repair(self):
        self.close()
        # 1: errors were found and mended.
        code = subprocess.run(["fsck.ext4", "-y", str(self.image)], capture_output=True).returncode
        assert code in (0, 1), code
        subprocess.run(["mount", "-o", "loop", str(self.image), str(self.folder)], check=True)

    def close(self):
        subprocess.run(["umount", str(self.folder)], check=True)

    @staticmethod
    def possible():
        return (shutil.which("mkfs.ext4") and os.path.exists("/dev/loop-control")
                and "ext4" in pathlib.Path("/proc/filesystems").read_text())


def on_disk(pair, daemon, disk, *arguments):
    """The daemon's state moves onto it."""
    pair.stop(daemon)
    disk = disk(pair.folder / daemon[0], *arguments)
    (pair.start_collector if daemon == "collector" else pair.start_evaluator)()
    pair.wait_connected()
    return disk


class Turns:
    """What happens to the disk while a flood runs, one thing after another: (true when its time has come, what to do)."""

    def __init__(self, *turns):
        self.left = list(turns)

    def __call__(self):
        if self.left and self.left[0][0]():
            self.left.pop(0)[1]()
        return bool(self.left)
