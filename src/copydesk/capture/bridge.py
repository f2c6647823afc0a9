"""From an asynchronous iterator to a plain one: its event loop runs in a thread of its own, whoever takes them."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterator
from threading import Thread
from typing import Any, Final, TypeVar

T = TypeVar("T")


class _End:
    """Stands for the end of an iterator."""


_END: Final = _End()


def in_thread(make: Callable[[], AsyncGenerator[T, None]]) -> Iterator[T]:
    """The items of `make()`, made and run in an event loop of its own.

    The loop goes on between items, so that deadlines are kept whatever the taker does meanwhile; how far it runs ahead
    is the maker's to bound. Closing this iterator closes that one.
    """
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, name="copydesk-fetching", daemon=True)
    thread.start()

    def wait_for(work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, loop).result()

    items = make()

    async def step() -> T | _End:
        return await anext(items, _END)

    try:
        while not isinstance(item := wait_for(step()), _End):
            yield item
    finally:
        wait_for(items.aclose())
        wait_for(loop.shutdown_default_executor())
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
