"""Run a flow: do what it yields, give it the outcome."""

from typing import TypeVar

from ..async_transport import AsyncTransport
from ..flows import Answer, Ask, Command, Flow, Measure, Now, Read, Renew, Send, Wait
from ..flows.login import renew
from ..options import Options
from ..secret import Secret
from ..telling import Watch

T = TypeVar("T")


async def run(flow: Flow[T], transport: AsyncTransport, options: Options) -> T:
    """Run a flow to its end and give its result."""
    watch = Watch(options)
    try:
        command = next(flow)
        while True:
            try:
                outcome = await _done(command, transport, watch)
            except BaseException as error:  # an interrupt too: the flow may know what it leaves undone
                command = flow.throw(error)
            else:
                command = flow.send(outcome)
    except StopIteration as end:
        result: T = end.value
    except BaseException as error:
        watch.ended(error)
        raise
    finally:
        flow.close()
    watch.ended()
    return result


async def _done(command: Command, transport: AsyncTransport, watch: Watch) -> Answer | bytes | float | Secret | None:
    match command:
        case Send():
            with watch.request(command) as watched:
                async with transport.turn():
                    watched.begins()
                    return watched.answered(await transport.send(command))
        case Wait(seconds=seconds):
            await watch.clock.async_sleep(seconds)
            return None
        case Now():
            return watch.clock.now()
        case Measure(source=source):
            return await source.async_measure()
        case Read(source=source, offset=offset, size=size):
            return await source.async_read(offset, size)
        case Ask(question=question):
            return Secret(await transport.apart(question))
        case Renew(context=context, logins=logins):
            async with transport.alone:
                if context.session.logins == logins:
                    transport.forget(context.session.endpoint.hostname)  # what is left of the session that ended
                await run(renew(context, logins), transport, context.session.options)
            return None
