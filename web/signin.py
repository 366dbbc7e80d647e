"""Signing in and out, one's own account and tokens, and everybody's accounts for an admin."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from urllib.parse import urlsplit

from anyio.to_thread import run_sync
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from storage.accounts import PREFIX, ROLES, SESSION_LENGTH, Account, Accounts, Holder
from storage.errors import NotFound, UsageError
from web.access import Role, Visitor
from web.forms import Form
from web.site import Site, site_of, visitor_of
from web.throttle import Throttle

#: RFC 6265bis, section 4.1.3.2: such a cookie is of this host and path alone, and only over TLS
_SECURE_NAME, _NAME = "__Host-variorum", "variorum"


def recognise(site: Site, headers: Headers, cookies: Mapping[str, str]) -> Visitor | None:
    """Who holds these credentials: a token, as Bearer or as a Basic password, or a session."""
    now = site.clock()
    token = _token(headers.get("authorization", ""))
    secret = cookies.get(_cookie(site), "")
    if not token and not secret:
        return None
    with site.shelf.reading() as archive:
        accounts = Accounts(archive.db, site.hasher)
        holder = accounts.of_token(token, now) if token else accounts.of_session(secret, now)
    return _visitor(holder) if holder else None


def sign_in_page(request: Request, problem: str = "", form: Form | None = None) -> Response:
    """The form."""
    if not site_of(request).accounts:
        raise NotFound("this archive has no accounts: whoever reaches it may do everything")
    then = form.get("next") if form else request.query_params.get("next", "")
    return site_of(request).page(
        request,
        "sign_in.html",
        400 if problem else 200,
        then=_inside(then),
        problem=problem,
        name=form.get("name") if form else "",
    )


async def sign_in(request: Request) -> Response:
    """A session for the right name and password; one at a time gets through after failures."""
    site, form = site_of(request), await Form.of(request)
    if not site.accounts:
        raise NotFound("this archive has no accounts")
    throttle: Throttle = request.app.state.throttle
    client = request.client.host if request.client else "?"
    keys = (f"name {form.get('name').casefold()[:80]}", f"from {client}")
    now = site.clock()
    if wait := throttle.wait(keys, now):
        seconds = int(wait.total_seconds()) + 1
        said = f"Too many failed tries: wait {seconds} seconds, then try again."
        answer: Response = await run_sync(sign_in_page, request, said, form)
        answer.status_code = 429
        answer.headers["Retry-After"] = str(seconds)
        return answer
    account = await run_sync(_check, site, form)
    if account is None:
        throttle.failed(keys, now)
        return await run_sync(
            sign_in_page, request, "This name and password do not belong together.", form
        )
    secret = await run_sync(_begin, site, account, now)
    answer = RedirectResponse(_inside(form.get("next")), 303)
    answer.set_cookie(
        _cookie(site),
        secret,
        max_age=int(SESSION_LENGTH.total_seconds()),
        httponly=True,
        secure=site.secure,
        samesite="lax",
        path="/",
    )
    return answer


def sign_out(request: Request) -> Response:
    """End this session."""
    site, visitor = site_of(request), visitor_of(request)
    if visitor.session_id is not None:
        with site.shelf.writing() as archive:
            Accounts(archive.db, site.hasher).end(visitor.session_id)
    answer = RedirectResponse("/sign-in", 303)
    answer.delete_cookie(_cookie(site), path="/", secure=site.secure, httponly=True)
    return answer


def account(
    request: Request, problem: str = "", form: Form | None = None, secret: str = ""
) -> Response:
    """One's own account: its tokens, its password, signing out."""
    site, visitor = site_of(request), visitor_of(request)
    with site.shelf.reading() as archive:
        accounts = Accounts(archive.db, site.hasher)
        found = accounts.get(_own(visitor))
        tokens = accounts.tokens(found.id)
    roles = ROLES[: ROLES.index(found.role) + 1]
    return site.page(
        request,
        "account.html",
        400 if problem else 200,
        account=found,
        tokens=tokens,
        roles=roles,
        problem=problem,
        secret=secret,
    )


async def issue_token(request: Request) -> Response:
    """A new token, shown this once."""
    form, site, visitor = await Form.of(request), site_of(request), visitor_of(request)

    def issue() -> Response:
        try:
            role = form.one_of("role", ROLES)
            name = form.text("name", most=80)
            with site.shelf.writing() as archive:
                secret = Accounts(archive.db, site.hasher).issue(
                    _own(visitor), name, role=role, at=site.clock()
                )
        except UsageError as error:
            return account(request, f"{error}.")
        return account(request, secret=secret)

    return await run_sync(issue)


async def revoke_token(request: Request) -> Response:
    """A token of one's own is no longer valid."""
    form, site, visitor = await Form.of(request), site_of(request), visitor_of(request)

    def revoke() -> None:
        number = form.text("token", most=18)
        if not number.isdecimal():
            raise UsageError("choose a token")
        with site.shelf.writing() as archive:
            Accounts(archive.db, site.hasher).revoke(_own(visitor), int(number))

    return await form.done(request, revoke, "/account", account)


async def change_password(request: Request) -> Response:
    """Another password for oneself; every session ends."""
    form, site, visitor = await Form.of(request), site_of(request), visitor_of(request)

    def change() -> None:
        _own(visitor)
        with site.shelf.reading() as archive:
            right = Accounts(archive.db, site.hasher).check(visitor.name or "", form.get("old"))
        if right is None:
            raise UsageError("the old password is another one")
        with site.shelf.writing() as archive:
            Accounts(archive.db, site.hasher).set_password(right.id, form.get("new"))

    return await form.done(request, change, "/sign-in", account)


def accounts(request: Request, problem: str = "", form: Form | None = None) -> Response:
    """Everybody's accounts."""
    site = site_of(request)
    if not site.accounts:
        raise NotFound("this archive has no accounts: whoever reaches it may do everything")
    with site.shelf.reading() as archive:
        found = Accounts(archive.db, site.hasher).all()
    return site.page(
        request,
        "accounts.html",
        400 if problem else 200,
        section="/accounts",
        accounts=found,
        roles=ROLES,
        problem=problem,
        form=form or Form({}),
    )


async def add_account(request: Request) -> Response:
    """Let somebody sign in."""
    form, site = await Form.of(request), site_of(request)

    def add() -> None:
        name, role = form.text("name", most=80), form.one_of("role", ROLES)
        with site.shelf.writing() as archive:
            Accounts(archive.db, site.hasher).add(
                name, form.get("password"), role=role, at=site.clock()
            )

    return await form.done(request, add, "/accounts", accounts)


async def change_account(request: Request) -> Response:
    """Another role for somebody, or no account any more."""
    form, site = await Form.of(request), site_of(request)

    def change() -> None:
        with site.shelf.writing() as archive:
            found = Accounts(archive.db, site.hasher)
            one = found.named(form.text("name", most=80))
            if form.get("do") == "remove":
                found.remove(one.id)
            else:
                found.set_role(one.id, form.one_of("role", ROLES))

    return await form.done(request, change, "/accounts", accounts)


def _own(visitor: Visitor) -> int:
    """The account of who signed in with a browser; no token may make another token."""
    if visitor.account_id is None or visitor.session_id is None:
        raise NotFound("this page is for who has signed in with a name and a password")
    return visitor.account_id


def _check(site: Site, form: Form) -> Account | None:
    with site.shelf.reading() as archive:
        return Accounts(archive.db, site.hasher).check(form.get("name")[:80], form.get("password"))


def _begin(site: Site, account: Account, now: datetime) -> str:
    with site.shelf.writing() as archive:
        return Accounts(archive.db, site.hasher).begin(account.id, now)


def _cookie(site: Site) -> str:
    """Archives on one host share a jar of cookies: the name tells them apart where it can."""
    if site.secure:
        return _SECURE_NAME
    return f"{_NAME}-{sha256(site.base_url.encode()).hexdigest()[:8]}"


def _token(authorization: str) -> str:
    kind, _, value = authorization.partition(" ")
    value = value.strip()
    if kind.lower() == "basic":
        try:
            value = b64decode(value, validate=True).decode("utf-8").partition(":")[2]
        except (NotBase64, UnicodeDecodeError):
            return ""
    elif kind.lower() != "bearer":
        return ""
    return value if value.startswith(PREFIX) else ""


def _visitor(holder: Holder) -> Visitor:
    return Visitor(
        role=Role[holder.role.upper()],
        name=holder.account.name,
        account_id=holder.account.id,
        session_id=holder.session_id,
    )


def _inside(path: str) -> str:
    """A path on this site to go on to; the front page for anything else."""
    parts = urlsplit(path.replace("\\", "/"))
    fine = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if fine and not parts.netloc and not parts.scheme else "/"
