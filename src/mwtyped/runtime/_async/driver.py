"""Run a flow: do what it yields, give it the outcome."""

from typing import TypeVar

from ..clock import Clock
from ..flows import NOT_SENT, Answer, Ask, Command, Flow, Measure, Now, Read, Renew, Send, Wait
from ..flows.login import renew
from ..transport import AsyncTransport

T = TypeVar("T")


async def run(flow: Flow[T], transport: AsyncTransport, clock: Clock) -> T:
    """Run a flow to its end and give its result."""
    try:
        command = next(flow)
        while True:
            try:
                outcome = await _done(command, transport, clock)
            except BaseException as error:  # an interrupt too: the flow may know what it leaves undone
                command = flow.throw(error)
            else:
                command = flow.send(outcome)
    except StopIteration as end:
        result: T = end.value
        return result
    finally:
        flow.close()


async def _done(command: Command, transport: AsyncTransport, clock: Clock) -> Answer | bytes | float | str | None:
    match command:
        case Send():
            begun = False
            try:
                async with transport.turn():
                    begun = True
                    return await transport.send(command)
            except BaseException as error:
                if not begun and not isinstance(error, Exception):
                    error.add_note(NOT_SENT)
                raise
        case Wait(seconds=seconds):
            await clock.async_sleep(seconds)
            return None
        case Now():
            return clock.now()
        case Measure(source=source):
            return await source.async_measure()
        case Read(source=source, offset=offset, size=size):
            return await source.async_read(offset, size)
        case Ask(question=question):
            return await transport.apart(question)
        case Renew(context=context, logins=logins):
            async with transport.alone:
                if context.session.logins == logins:
                    transport.forget()  # what is left of the session that ended
                await run(renew(context, logins), transport, clock)
            return None
