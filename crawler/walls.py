"""The words and marks of pages that stand in an article's place, in several languages."""

from __future__ import annotations

import re

from crawler import lexicon

#: marks that the protection services leave in the pages they serve instead of the site's
BLOCKED = lexicon.uncased(
    r"cf-chl|cf_chl_|challenge-platform|__cf_chl|cf-browser-verification|cf-error-details|"
    r"attention required! \| cloudflare|"
    r"checking your browser before|ddos-guard|"
    r"_incapsula_resource|incapsula incident|px-captcha|perimeterx|_pxappid|"
    r"captcha-delivery\.com|datadome|"
    r"akamai(?:-| )?reference|reference&#32;&#35;|you don't have permission to access|"
    r"errors\.edgesuite\.net|"
    r"sucuri website firewall|access denied - sucuri|distil_r_captcha|"
    r"aws-waf-token|awswafcookiedomainlist|awswafintegration|kasada|kpsdk|/_sec/cp_challenge|"
    r"g-recaptcha|h-captcha|hcaptcha\.com|friendlycaptcha|cf-turnstile|geo\.captcha|queue-it\.net|"
    r"request unsuccessful|pardon our interruption|please verify you are (?:a )?human|"
    r"are you a robot|"
    r"unusual (?:traffic|activity) from your|bot (?:detection|protection)|just a moment\.\.\.|"
    r"enable javascript and cookies to continue|access to this page has been denied",
)
CONSENT = lexicon.uncased(
    r"before you continue|we value your privacy|your privacy (?:choices|matters)|"
    r"consent\.(?:yahoo|google|youtube)|"
    r"privacy-?gate|cookie-?wall|privacygate|cmp[-_]?(?:wall|container)|zustimmung|einwilligung|"
    r"mit werbung (?:und tracking )?(?:weiter)?lesen|"
    r"nutzen sie .{2,40} mit werbung|accept(?:er)? (?:all )?(?:cookies )?(?:and|et) (?:continue|"
    r"continuer)|"
    r"akzeptieren und weiter|accepter et continuer|aceptar y continuar|accetta e continua|"
    r"accepteren en doorgaan|"
    r"continuer sans accepter|gebruikt cookies",
)
NOT_FOUND = lexicon.uncased(
    r"^\W*(?:error\W*)?(?:404|410)(?:\W*$|\W+(?:not|error|gone|page|seite|página)\b)|"
    r"page (?:not found|cannot be found|doesn['’]t exist|does not exist|"
    r"is missing|you (?:are|were) looking for)|not found|"
    r"(?:could|can)(?:no|['’n ])t (?:be found|find (?:that|the|this) (?:page|article|story))|"
    r"no longer (?:available|exists)|"
    r"(?:story|article|page|content) (?:has been |was |is )?(?:removed|deleted|unavailable|"
    r"not available)|"
    r"seite (?:wurde )?nicht gefunden|nicht gefunden|existiert nicht|page (?:introuvable|"
    r"non trouvée)|introuvable|n['’]existe (?:pas|plus)|"
    r"página no encontrada|no (?:se )?(?:ha )?encontrad[ao]|no existe|pagina non trovata|"
    r"non (?:è stata )?trovata|página não encontrada|"
    r"não encontrad[ao]|pagina niet gevonden|niet gevonden|sidan (?:kunde inte hittas|"
    r"hittades inte)|siden (?:ble )?ikke funnet|"
    r"siden blev ikke fundet|sivua ei löyt|nie znaleziono|strona nie istnieje|stránka nenalezena|"
    r"страница не найдена|не найден|"
    r"ページが見つかりません|页面不存在|找不到",
)
ERROR = lexicon.uncased(
    r"^\W*(?:http\W*)?(?:error\W*)?50[0-4](?:\W*$|\W+(?:internal|bad|service|gateway|error|"
    r"server)\b)|"
    r"\b(?:internal server error|bad gateway|service (?:temporarily )?unavailable|"
    r"gateway time-?out|something went wrong|"
    r"(?:an )?(?:unexpected |internal |fatal )?error (?:has )?occurred|temporarily unavailable|"
    r"under maintenance|we['’]ll be back|"
    r"fatal error|database error|error establishing a database connection|"
    r"technical (?:difficulties|problem|error)|"
    r"wartungsarbeiten|technischer fehler|erreur (?:technique|interne)|error (?:interno|"
    r"del servidor)|errore (?:interno|del server)|"
    r"too many requests|rate limit)",
)
LOGIN_PATH = re.compile(
    r"/(?:log-?in|sign-?in|signin|auth(?:enticate|orize)?|sso|account/(?:login|signin)|"
    r"users?/(?:login|sign_in)|anmelden|connexion|accedi|oauth2?|session/new)(?:[/.?]|$)",
    re.IGNORECASE,
)
LOGIN = re.compile(
    r"^(?:please )?(?:log ?in|sign ?in|anmelden|einloggen|connexion|se connecter|iniciar sesión|"
    r"accedi|entrar|inloggen|logga in|logg inn)\b",
    re.IGNORECASE,
)
PAYWALL = lexicon.uncased(
    r"subscribe (?:now )?to (?:read|continue|keep|unlock|get|access)|to (?:continue|keep) reading|"
    r"(?:continue|keep) reading (?:with|for|by)|(?:this|the) (?:article|story|content) is (?:for|"
    r"only|exclusive|available|reserved)|"
    r"(?:for|exclusive to) subscribers(?: only)?|already a (?:subscriber|member)|"
    r"subscriber[- ]only|members[- ]only|"
    r"you(?:['’]ve| have) (?:reached|read) your|(?:log|sign) in to (?:read|continue)|"
    r"create (?:a free|an) account to|register to (?:read|continue)|"
    r"weiterlesen mit|jetzt (?:abonnieren|testen|weiterlesen)|nur für abonnenten|"
    r"diesen artikel (?:lesen|freischalten)|"
    r"réservée?s? aux (?:seuls )?abonnés|(?:article|contenu) réservé|abonnez-vous pour|"
    r"il vous reste .{1,20} à lire|"
    r"solo para suscriptores|exclusivo para suscriptores|suscríbete para|contenuto riservato|"
    r"riservato agli abbonati|abbonati per|"
    r"exclusivo para assinantes|assine para|alleen voor abonnees|lees verder met|"
    r"för prenumeranter|logga in för att läsa|"
    r"for abonnenter|kun for abonnenter|tylko dla (?:abonentów|subskrybentów)|"
    r"только для подписчиков|доступ(?:но|ен) только подписчикам|для передплатників|"
    r"dla prenumeratorów|"
    r"vain tilaajille|(?:pro|jen) předplatitele|pre predplatiteľov|előfizetőknek|abonelere özel|"
    r"για συνδρομητές|pentru abonați|samo za pretplatnike|للمشتركين|會員即可閱讀|"
    r"(?:有料|会員限定)記事です|残り\d+文字|유료 (?:회원|기사)",
)
