"""Whatever OpenAPI allows is answered as OpenAPI says, and nothing breaks the server."""

import re

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from newsroom import BASE, build, client_of
from schemathesis import checks
from schemathesis.specs.openapi import checks as openapi_checks

from web.routes import OPERATIONS, PREFIX

CHECKS = [
    checks.not_a_server_error,
    openapi_checks.status_code_conformance,
    openapi_checks.content_type_conformance,
    openapi_checks.response_schema_conformance,
]


@pytest.fixture(scope="module")
def api(tmp_path_factory):
    """The description of an API over an archive that its calls may change."""
    with client_of(build(tmp_path_factory.mktemp("room") / "archive")) as client:
        yield schemathesis.openapi.from_asgi(
            "/api/v1/openapi.json", client.app, headers={"Host": BASE.removeprefix("http://")}
        )


@pytest.mark.parametrize(
    ("method", "path"),
    [(one.method, re.sub(r":\w+}", "}", PREFIX + one.path)) for one in OPERATIONS],
)
def test_every_operation_keeps_to_its_description(api, method, path):
    @given(case=api[path][method].as_strategy())
    @settings(max_examples=8, suppress_health_check=list(HealthCheck))
    def ask(case):
        answer = case.call(headers={"Host": BASE.removeprefix("http://")})
        case.validate_response(answer, checks=CHECKS)

    ask()
