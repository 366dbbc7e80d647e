"""Where what readers say begins under an article, by the heading that stands over it."""

from __future__ import annotations

from crawler import lexicon
from crawler.memory import recalled

_COMMENTS = (
    r"(?:comments?|(?:leser)?kommentare?|commentaires?|comentarios?|comentários?|commenti|"
    r"kommentarer|kommenttia?|kommentit|komentarz[ey]?|komentář[eůi]?|komentar(?:i|ji|a|e)?|"
    r"hozzászólás(?:ok)?|yorum(?:lar)?|comentarii|σχόλια|комментари[ийяев]+|коментар[іиів]*|"
    r"bình luận|التعليقات|تعليقات?|تعليق|תגובות|コメント|评论|評論|댓글)"
)
#: a number is needed with these: alone they may head what is told of others
_ANSWERS = (
    r"(?:responses?|replies|thoughts?|réactions?|reacties?|respuestas?|respostas?|risposte|"
    r"antworten|reaksjoner|reaktioner)"
)
_HEADING = lexicon.uncased(
    rf"^\W*(?:\d[\d.,]*\+? (?:{_COMMENTS}|{_ANSWERS})(?: \w{{1,4}} [“”\"'‘«„].+)?|"
    rf"(?:(?:top(?: rated)?|latest|recent|newest|best|all|reader|readers['’]?|user|neueste|"
    rf"derniers|últimos|ultimi) )?{_COMMENTS}(?:\s?[(\[]?\d[\d.,]*[)\]]?)?|"
    r"(?:leave|post|write|add) (?:a|your|another) (?:comment|reply|response)|"
    r"join the (?:conversation|discussion|debate)|"
    r"(?:kommentar|antwort) (?:schreiben|verfassen|hinterlassen|abgeben)|"
    r"schreib(?:e|en sie) einen kommentar|(?:laisser|poster|écrire) (?:un|votre) commentaire|"
    r"dej(?:a|e|ar) (?:un|tu|su|una) (?:comentario|respuesta)|"
    r"deix[ae]r? (?:um|seu|uma) (?:comentário|resposta)|lascia un commento|"
    r"(?:plaats|geef) een reactie|(?:skriv|lämna|legg igjen) (?:en )?kommentar|"
    r"dodaj komentarz|(?:добавить|оставить|написать) комментарий|"
    r"(?:додати|залишити) коментар|yorum yap(?:ın)?)[\s:：.!?»…]*$"
)
#: characters of such a heading, with the title of the article that it may repeat
_LONGEST = 240


def begin(heading: str) -> bool:
    """Whether a heading says that all that follows is what readers say."""
    return len(heading) <= _LONGEST and _is_over(heading)


@recalled(1 << 12)
def _is_over(heading: str) -> bool:
    return _HEADING.match(lexicon.folded(heading)) is not None
