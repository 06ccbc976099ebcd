"""Reading what clients send: everything that is not strict JSON is an error of the client's, never of ours."""

import json
from typing import NoReturn


def decode(data: str | bytes) -> object:
    """The JSON value in `data`. Raises json.JSONDecodeError, also for what Python's decoder lets through or trips over.

    That is: NaN and infinities, integers of thousands of digits, nesting without end, and bytes that are not UTF-8.
    """
    try:
        text = data if isinstance(data, str) else data.decode().removeprefix("\ufeff")
        return _decode(text)
    except json.JSONDecodeError:
        raise
    except UnicodeDecodeError as error:
        raise json.JSONDecodeError("it is not UTF-8", "", 0) from error
    except RecursionError as error:
        raise json.JSONDecodeError("it is nested too deeply", "", 0) from error
    except ValueError as error:
        raise json.JSONDecodeError("an integer in it has thousands of digits", "", 0) from error


def _refuse_constant(name: str) -> NoReturn:
    raise json.JSONDecodeError(f"{name} is no JSON number", "", 0)


_decode = json.JSONDecoder(parse_constant=_refuse_constant).decode
