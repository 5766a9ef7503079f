# Derived from src/mwtyped/runtime/_async/driver.py by codegen/twin.py. Do not edit.
"""Run a flow: do what it yields, give it the outcome."""

from typing import TypeVar

from ..clock import Clock
from ..errors import MwClientError
from ..flows import Answer, Ask, Command, Flow, Now, Renew, Send, Wait
from ..flows.login import renew
from ..transport import Transport

T = TypeVar("T")


def run(flow: Flow[T], transport: Transport, clock: Clock) -> T:
    """Run a flow to its end and give its result."""
    try:
        command = next(flow)
        while True:
            try:
                outcome = _done(command, transport, clock)
            except MwClientError as error:
                command = flow.throw(error)
            else:
                command = flow.send(outcome)
    except StopIteration as end:
        result: T = end.value
        return result
    finally:
        flow.close()


def _done(command: Command, transport: Transport, clock: Clock) -> Answer | float | str | None:
    match command:
        case Send():
            return transport.send(command)
        case Wait(seconds=seconds):
            clock.sleep(seconds)
            return None
        case Now():
            return clock.now()
        case Ask(question=question):
            return transport.apart(question)
        case Renew(context=context, logins=logins):
            with transport.alone:
                if context.session.logins == logins:
                    transport.forget()  # what is left of the session that ended
                run(renew(context, logins), transport, clock)
            return None
