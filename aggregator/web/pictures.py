"""Pictures of entries from us, where `publish.images` is `proxy`. A picture is all that a browser may make of one."""

from __future__ import annotations

import base64
from hashlib import blake2b

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from aggregator.models.output import Rendered
from aggregator.web.answers import answer, plain
from aggregator.web.health import Vitals

SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"
#: The address changes with the picture. Not for ever, since entries are taken down.
KEEP_A_MONTH = "public, max-age=2592000, immutable"
#: Tells nobody what went wrong, and looks like nothing.
_NOTHING = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
_AGAIN_SOON = {"Cache-Control": "public, max-age=300", "Content-Security-Policy": SANDBOX}


def picture_routes(vitals: Vitals) -> list[Route]:
    """The address of a picture."""

    async def picture(request: Request) -> Response:
        found = await vitals.picture(request.path_params["id"], request.path_params["mark"])
        if found is None:
            return plain(request, _NOTHING, "image/png", 404, **_AGAIN_SOON)
        mark = f'"{blake2b(found.content, digest_size=12).hexdigest()}"'
        output = Rendered(body=found.content, gzip=None, content_type=found.media_type, etag=mark, gzip_etag=mark)
        return answer(request, output, cache_control=KEEP_A_MONTH, policy=SANDBOX)

    return [Route("/picture/{id:entry}/{mark:entry}", picture)]
