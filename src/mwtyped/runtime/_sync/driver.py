# Derived from src/mwtyped/runtime/_async/driver.py by codegen/twin.py. Do not edit.
"""Run a flow: do what it yields, give it the outcome."""

from typing import TypeVar

from ..errors import MwClientError
from ..flows import Flow
from ..transport import Transport

T = TypeVar("T")


def run(flow: Flow[T], transport: Transport) -> T:
    """Run a flow to its end and give its result."""
    try:
        command = next(flow)
        while True:
            try:
                answer = transport.send(command)
            except MwClientError as error:
                command = flow.throw(error)
            else:
                command = flow.send(answer)
    except StopIteration as end:
        result: T = end.value
        return result
    finally:
        flow.close()
