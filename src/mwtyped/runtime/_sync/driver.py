# Derived from src/mwtyped/runtime/_async/driver.py by codegen/twin.py. Do not edit.
"""Run a flow: do what it yields, give it the outcome."""

from typing import TypeVar

from ..clock import Clock
from ..flows import NOT_SENT, Answer, Ask, Command, Flow, Measure, Now, Read, Renew, Send, Wait
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
            except BaseException as error:  # an interrupt too: the flow may know what it leaves undone
                command = flow.throw(error)
            else:
                command = flow.send(outcome)
    except StopIteration as end:
        result: T = end.value
        return result
    finally:
        flow.close()


def _done(command: Command, transport: Transport, clock: Clock) -> Answer | bytes | float | str | None:
    match command:
        case Send():
            begun = False
            try:
                with transport.turn():
                    begun = True
                    return transport.send(command)
            except BaseException as error:
                if not begun and not isinstance(error, Exception):
                    error.add_note(NOT_SENT)
                raise
        case Wait(seconds=seconds):
            clock.sleep(seconds)
            return None
        case Now():
            return clock.now()
        case Measure(source=source):
            return source.measure()
        case Read(source=source, offset=offset, size=size):
            return source.read(offset, size)
        case Ask(question=question):
            return transport.apart(question)
        case Renew(context=context, logins=logins):
            with transport.alone:
                if context.session.logins == logins:
                    transport.forget()  # what is left of the session that ended
                run(renew(context, logins), transport, clock)
            return None
