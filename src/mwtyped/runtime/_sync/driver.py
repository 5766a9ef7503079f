# Derived from src/mwtyped/runtime/_async/driver.py by codegen/twin.py. Do not edit.
"""Run a flow: do what it yields, give it the outcome."""

from typing import TypeVar

from ..flows import Answer, Ask, Command, Flow, Measure, Now, Read, Renew, Send, Wait
from ..flows.login import renew
from ..options import Options
from ..secret import Secret
from ..telling import Watch
from ..transport import Transport

T = TypeVar("T")


def run(flow: Flow[T], transport: Transport, options: Options) -> T:
    """Run a flow to its end and give its result."""
    watch = Watch(options)
    try:
        command = next(flow)
        while True:
            try:
                outcome = _done(command, transport, watch)
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


def _done(command: Command, transport: Transport, watch: Watch) -> Answer | bytes | float | Secret | None:
    match command:
        case Send():
            with watch.request(command) as watched:
                with transport.turn():
                    watched.begins()
                    return watched.answered(transport.send(command))
        case Wait(seconds=seconds):
            watch.clock.sleep(seconds)
            return None
        case Now():
            return watch.clock.now()
        case Measure(source=source):
            return source.measure()
        case Read(source=source, offset=offset, size=size):
            return source.read(offset, size)
        case Ask(question=question):
            return Secret(transport.apart(question))
        case Renew(context=context, logins=logins):
            with transport.alone:
                if context.session.logins == logins:
                    transport.forget(context.session.endpoint.hostname)  # what is left of the session that ended
                run(renew(context, logins), transport, context.session.options)
            return None
