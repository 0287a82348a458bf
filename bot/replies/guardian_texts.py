"""What guardians read, in each language that they may choose.

``{child}``, ``{class_}``, ``{day}``, ``{time}`` and ``{status}`` stand for what they say.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from attendance.model import Status


@dataclass(frozen=True, kw_only=True)
class Texts:
    """Everything in one language. ``statuses`` has None for no mark at all."""

    language: str  # in that language
    consent: str
    agree: str
    decline: str
    agreed: str
    declined: str
    linked: str
    hears: str
    silent: str
    stop: str
    resume: str
    held: str
    forget: str
    forget_question: str
    keep: str
    forgotten: str
    absent: str
    corrected: str
    statuses: Mapping[Status | None, str]
    weekdays: tuple[str, ...]
    date: str  # as strftime takes it


ENGLISH = Texts(
    language="English",
    consent=(
        "You are asked as a guardian of {child}: may I tell you when they are absent?\n\n"
        "• What I keep: the number of your Telegram account, your language, whose guardian you "
        "are, and of which absences I told you.\n"
        "• What for: to write to you after a class that they missed. Nothing else.\n"
        "• How long: until you say no here, or they leave the school; then it is erased.\n"
        "• Messages go through Telegram's servers.\n\n"
        "You can stop the notices, or have it all erased, at any time: /start."
    ),
    agree="Yes, please",
    decline="No, thanks",
    agreed="Thank you! I'll write to you when {child} was absent. /start changes that.",
    declined="That's fine. I have erased what I kept of you. The school can invite you again.",
    linked="I'll write to you when {child} was absent, too.",
    hears="I write to you when they are absent: {child}.",
    silent="I write you no notices, about: {child}.",
    stop="Stop the notices",
    resume="Send me notices",
    held=(
        "What I keep of you: the number of this Telegram account, your language, that you are a "
        "guardian of {child}, your answers, and of which absences I told you; until you say no, "
        "or they leave. Messages pass through Telegram's servers.\n"
        "/mydata sends you all of it as a file, /forget erases it."
    ),
    forget="Erase my data",
    forget_question="Shall I erase what I keep of you? You then get no more notices.",
    keep="Keep it",
    forgotten="Done: I keep nothing of you any more. The school can invite you again.",
    absent=(
        "{child} was absent from {class_} on {day} at {time}.\n"
        "If you think that this is a mistake, please ask the school."
    ),
    corrected="Correction: {child} in {class_} on {day} at {time} is now marked: {status}.",
    statuses={
        Status.PRESENT: "present",
        Status.LATE: "late",
        Status.EXCUSED: "excused",
        None: "not absent",
    },
    weekdays=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    date="%Y-%m-%d",
)

GERMAN = Texts(
    language="Deutsch",
    consent=(
        "Sie werden als Elternteil oder Betreuungsperson von {child} gefragt: Darf ich Ihnen "
        "schreiben, wenn {child} im Unterricht fehlt?\n\n"
        "• Was ich speichere: die Nummer Ihres Telegram-Kontos, Ihre Sprache, für wen Sie "
        "zuständig sind und welche Abwesenheiten ich Ihnen gemeldet habe.\n"
        "• Wofür: um Ihnen nach einer versäumten Stunde zu schreiben. Für nichts anderes.\n"
        "• Wie lange: bis Sie hier Nein sagen oder {child} die Schule verlässt; dann wird alles "
        "gelöscht.\n"
        "• Die Nachrichten laufen über die Server von Telegram.\n\n"
        "Sie können die Nachrichten jederzeit abstellen oder alles löschen lassen: /start."
    ),
    agree="Ja, bitte",
    decline="Nein, danke",
    agreed="Danke! Ich schreibe Ihnen, wenn {child} gefehlt hat. Mit /start ändern Sie das.",
    declined=(
        "In Ordnung. Ich habe gelöscht, was ich über Sie gespeichert hatte. "
        "Die Schule kann Sie wieder einladen."
    ),
    linked="Ich schreibe Ihnen auch, wenn {child} gefehlt hat.",
    hears="Ich schreibe Ihnen bei Abwesenheit von: {child}.",
    silent="Sie bekommen von mir keine Nachrichten über: {child}.",
    stop="Keine Nachrichten mehr",
    resume="Nachrichten bekommen",
    held=(
        "Was ich über Sie speichere: die Nummer dieses Telegram-Kontos, Ihre Sprache, dass Sie für "
        "{child} zuständig sind, Ihre Antworten und welche Abwesenheiten ich Ihnen gemeldet habe; "
        "bis Sie Nein sagen oder {child} die Schule verlässt. Die Nachrichten laufen über die "
        "Server von Telegram.\n"
        "/mydata schickt Ihnen alles als Datei, /forget löscht es."
    ),
    forget="Meine Daten löschen",
    forget_question=(
        "Soll ich löschen, was ich über Sie gespeichert habe? "
        "Sie bekommen dann keine Nachrichten mehr."
    ),
    keep="Behalten",
    forgotten=(
        "Erledigt: Ich habe nichts mehr über Sie gespeichert. Die Schule kann Sie wieder einladen."
    ),
    absent=(
        "{child} hat gefehlt: {class_}, {day}, {time} Uhr.\n"
        "Wenn Sie meinen, dass das ein Irrtum ist, fragen Sie bitte bei der Schule nach."
    ),
    corrected="Korrektur: {child} ist für {class_}, {day}, {time} Uhr, eingetragen als: {status}.",
    statuses={
        Status.PRESENT: "anwesend",
        Status.LATE: "verspätet",
        Status.EXCUSED: "entschuldigt",
        None: "nicht abwesend",
    },
    weekdays=("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"),
    date="%d.%m.%Y",
)

SPANISH = Texts(
    language="Español",
    consent=(
        "Se le pregunta como madre, padre o responsable de {child}: ¿puedo avisarle cuando falte "
        "a clase?\n\n"
        "• Qué guardo: el número de su cuenta de Telegram, su idioma, de quién es responsable y "
        "de qué faltas le he avisado.\n"
        "• Para qué: para escribirle después de una clase a la que haya faltado. Nada más.\n"
        "• Hasta cuándo: hasta que diga aquí que no, o hasta que {child} deje el centro; entonces "
        "se borra todo.\n"
        "• Los mensajes pasan por los servidores de Telegram.\n\n"
        "Puede detener los avisos o hacer que se borre todo en cualquier momento: /start."
    ),
    agree="Sí, por favor",
    decline="No, gracias",
    agreed="¡Gracias! Le escribiré cuando {child} haya faltado a clase. /start permite cambiarlo.",
    declined=(
        "De acuerdo. He borrado lo que guardaba sobre usted. El centro puede volver a invitarle."
    ),
    linked="También le escribiré cuando {child} haya faltado a clase.",
    hears="Le escribo cuando falta a clase: {child}.",
    silent="No le envío avisos sobre: {child}.",
    stop="Detener los avisos",
    resume="Recibir avisos",
    held=(
        "Qué guardo sobre usted: el número de esta cuenta de Telegram, su idioma, que es "
        "responsable de {child}, sus respuestas y de qué faltas le he avisado; hasta que diga que "
        "no o {child} deje el centro. Los mensajes pasan por los servidores de Telegram.\n"
        "/mydata le envía todo en un archivo, /forget lo borra."
    ),
    forget="Borrar mis datos",
    forget_question="¿Borro lo que guardo sobre usted? Ya no recibirá más avisos.",
    keep="Conservar",
    forgotten="Hecho: ya no guardo nada sobre usted. El centro puede volver a invitarle.",
    absent=(
        "{child} ha faltado a clase: {class_}, {day}, {time}.\n"
        "Si cree que es un error, consulte con el centro, por favor."
    ),
    corrected="Corrección: {child}, {class_}, {day}, {time}, consta ahora como: {status}.",
    statuses={
        Status.PRESENT: "asistencia",
        Status.LATE: "retraso",
        Status.EXCUSED: "falta justificada",
        None: "sin falta",
    },
    weekdays=("lun", "mar", "mié", "jue", "vie", "sáb", "dom"),
    date="%d/%m/%Y",
)

FRENCH = Texts(
    language="Français",
    consent=(
        "Cette question s'adresse à vous en tant que responsable de {child} : puis-je vous "
        "prévenir en cas d'absence en cours ?\n\n"
        "• Ce que je garde : le numéro de votre compte Telegram, votre langue, de qui vous êtes "
        "responsable et les absences que je vous ai signalées.\n"
        "• Pourquoi : pour vous écrire après un cours manqué. Rien d'autre.\n"
        "• Combien de temps : jusqu'à ce que vous disiez non ici, ou que {child} quitte "
        "l'établissement ; tout est alors effacé.\n"
        "• Les messages passent par les serveurs de Telegram.\n\n"
        "Vous pouvez arrêter les messages ou faire tout effacer à tout moment : /start."
    ),
    agree="Oui, merci",
    decline="Non, merci",
    agreed="Merci ! Je vous écrirai en cas d'absence de {child}. /start permet de changer cela.",
    declined=(
        "Très bien. J'ai effacé ce que je gardais sur vous. "
        "L'établissement peut vous inviter de nouveau."
    ),
    linked="Je vous écrirai aussi en cas d'absence de {child}.",
    hears="Je vous écris en cas d'absence de : {child}.",
    silent="Je ne vous envoie aucun message au sujet de : {child}.",
    stop="Arrêter les messages",
    resume="Recevoir les messages",
    held=(
        "Ce que je garde sur vous : le numéro de ce compte Telegram, votre langue, que vous êtes "
        "responsable de {child}, vos réponses et les absences que je vous ai signalées ; jusqu'à "
        "ce que vous disiez non, ou que {child} quitte l'établissement. Les messages passent par "
        "les serveurs de Telegram.\n"
        "/mydata vous envoie le tout dans un fichier, /forget l'efface."
    ),
    forget="Effacer mes données",
    forget_question=(
        "Dois-je effacer ce que je garde sur vous ? Vous ne recevrez alors plus de messages."
    ),
    keep="Garder",
    forgotten=(
        "C'est fait : je ne garde plus rien sur vous. L'établissement peut vous inviter de nouveau."
    ),
    absent=(
        "Absence de {child} : {class_}, {day}, {time}.\n"
        "Si vous pensez que c'est une erreur, adressez-vous à l'établissement, s'il vous plaît."
    ),
    corrected="Correction : pour {child}, {class_}, {day}, {time}, il est noté : {status}.",
    statuses={
        Status.PRESENT: "présence",
        Status.LATE: "retard",
        Status.EXCUSED: "absence excusée",
        None: "pas d'absence",
    },
    weekdays=("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."),
    date="%d/%m/%Y",
)

TURKISH = Texts(
    language="Türkçe",
    consent=(
        "{child} adlı öğrencinin velisi olarak size soruluyor: Derse gelmediğinde size haber "
        "vereyim mi?\n\n"
        "• Ne saklıyorum: Telegram hesabınızın numarasını, dilinizi, kimin velisi olduğunuzu ve "
        "hangi devamsızlıkları size bildirdiğimi.\n"
        "• Ne için: kaçırılan bir dersten sonra size yazmak için. Başka hiçbir şey için değil.\n"
        "• Ne kadar süre: siz burada hayır diyene ya da öğrenci okuldan ayrılana kadar; sonra "
        "hepsi silinir.\n"
        "• Mesajlar Telegram'ın sunucularından geçer.\n\n"
        "Bildirimleri istediğiniz zaman durdurabilir ya da her şeyi sildirebilirsiniz: /start."
    ),
    agree="Evet, lütfen",
    decline="Hayır, teşekkürler",
    agreed=(
        "Teşekkürler! Derse gelmediğinde size yazacağım: {child}. /start ile değiştirebilirsiniz."
    ),
    declined="Peki. Sizinle ilgili sakladıklarımı sildim. Okul sizi yeniden davet edebilir.",
    linked="Derse gelmediğinde size şu öğrenci için de yazacağım: {child}.",
    hears="Derse gelmediklerinde size yazıyorum: {child}.",
    silent="Şu öğrenciler için size bildirim göndermiyorum: {child}.",
    stop="Bildirimleri durdur",
    resume="Bildirim gönder",
    held=(
        "Sizinle ilgili sakladıklarım: bu Telegram hesabının numarası, diliniz, velisi olduğunuz "
        "öğrenci ({child}), yanıtlarınız ve size bildirdiğim devamsızlıklar; siz hayır diyene ya "
        "da öğrenci okuldan ayrılana kadar. Mesajlar Telegram'ın sunucularından geçer.\n"
        "/mydata hepsini bir dosya olarak gönderir, /forget siler."
    ),
    forget="Verilerimi sil",
    forget_question="Sizinle ilgili sakladıklarımı sileyim mi? Artık bildirim almazsınız.",
    keep="Kalsın",
    forgotten=(
        "Tamam: Artık sizinle ilgili hiçbir şey saklamıyorum. Okul sizi yeniden davet edebilir."
    ),
    absent=(
        "{child} derse gelmedi: {class_}, {day}, {time}.\n"
        "Bir yanlışlık olduğunu düşünüyorsanız lütfen okula sorun."
    ),
    corrected="Düzeltme: {child}, {class_}, {day}, {time} için yeni kayıt: {status}.",
    statuses={
        Status.PRESENT: "derste",
        Status.LATE: "geç geldi",
        Status.EXCUSED: "izinli",
        None: "devamsızlık yok",
    },
    weekdays=("Pzt", "Sal", "Çar", "Per", "Cum", "Cmt", "Paz"),
    date="%d.%m.%Y",
)

LANGUAGES = {"en": ENGLISH, "de": GERMAN, "es": SPANISH, "fr": FRENCH, "tr": TURKISH}
