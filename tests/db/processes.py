"""Programs of ours, run in processes of their own."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

ROOT = Path(__file__).parents[2]


async def spawn(*arguments: str) -> Process:
    """Start Python with `arguments`, in the project's folder, where a warning is an error."""
    return await asyncio.create_subprocess_exec(
        sys.executable, "-W", "error", *arguments, cwd=ROOT, stdout=PIPE, stderr=PIPE
    )


async def output(process: Process, seconds: float = 60) -> str:
    """What `process` printed, once it has ended well."""
    try:
        async with asyncio.timeout(seconds):
            printed, errors = await process.communicate()
    except BaseException:
        process.kill()
        await process.wait()
        raise
    assert process.returncode == 0, errors.decode()
    return printed.decode()
