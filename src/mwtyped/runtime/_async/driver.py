"""Run a flow: do what it yields, give it the outcome."""

from typing import TypeVar

from ..clock import Clock
from ..errors import MwClientError
from ..flows import Answer, Ask, Command, Flow, Now, Renew, Send, Wait
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
            except MwClientError as error:
                command = flow.throw(error)
            else:
                command = flow.send(outcome)
    except StopIteration as end:
        result: T = end.value
        return result
    finally:
        flow.close()


async def _done(command: Command, transport: AsyncTransport, clock: Clock) -> Answer | float | str | None:
    match command:
        case Send():
            return await transport.send(command)
        case Wait(seconds=seconds):
            await clock.async_sleep(seconds)
            return None
        case Now():
            return clock.now()
        case Ask(question=question):
            return await transport.apart(question)
        case Renew(context=context, logins=logins):
            async with transport.alone:
                if context.session.logins == logins:
                    transport.forget()  # what is left of the session that ended
                await run(renew(context, logins), transport, clock)
            return None
