"""The question to guardians whether their child's face may be compared, in their language.

A guardian answers for each child. ``{child}`` stands for the child's name.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from attendance.consent import ConsentText
from attendance.mail import Button, Message
from attendance.model import Guardian, Student
from bot import presses
from bot.replies import naming

ANSWER, ASK = "g-face", "g-face-ask"
_VERSION = 4
VERSION = f"guardian {_VERSION}"
YES, NO = 1, 0


@dataclass(frozen=True, kw_only=True)
class FaceTexts:
    """Everything in one language; ``again`` is on the button that asks once more."""

    question: str
    agree: str
    decline: str
    agreed: str
    stands: str
    declined: str
    again: str


_LANGUAGES: Mapping[str, FaceTexts] = {
    "en": FaceTexts(
        question=(
            "You are asked as a guardian of {child}: may I compare their face to take their "
            "attendance?\n\n"
            "• What I keep: numbers that describe the face, encrypted. Of pictures that {child} "
            "sends, for 60 days, what a copy is known by. No photo. And your answer.\n"
            "• What for: to tell that a selfie or video is {child}'s and nobody else's, and to "
            "find {child} in a photo of the class or at a kiosk by its door. Nothing else.\n"
            "• How long: until you or {child} say no, or {child} leaves; then they are erased at "
            "once.\n"
            "• A photo that the school enrols is compared once, as it comes in, with those of "
            "students who have agreed, so that mix-ups show.\n"
            "• Photos reach me through Telegram's servers.\n\n"
            "If you say no, the teacher marks {child} by hand, and that counts the same. "
            "{child} may say no too, and that stands."
        ),
        agree="I agree",
        decline="No, thanks",
        agreed="Thank you! I may compare {child}'s face. /start changes that.",
        stands=(
            "Thank you! {child} or another guardian has said no, and that stands: "
            "I compare nothing."
        ),
        declined=(
            "That's fine. I've erased what I had of {child}'s face; the teacher marks by hand. "
            "/start changes that."
        ),
        again="{child}'s face: change my answer",
    ),
    "de": FaceTexts(
        question=(
            "Sie werden als Elternteil oder Betreuungsperson von {child} gefragt: Darf ich das "
            "Gesicht vergleichen, um die Anwesenheit festzustellen?\n\n"
            "• Was ich speichere: Zahlen, die das Gesicht beschreiben, verschlüsselt. Von Bildern, "
            "die {child} sendet, 60 Tage lang, woran eine Kopie zu erkennen ist. Kein Foto. Und "
            "Ihre Antwort.\n"
            "• Wofür: um zu erkennen, dass ein Selfie oder Video von {child} ist, und um {child} "
            "auf einem Foto der Klasse oder vor dem Gerät an ihrer Tür zu finden. Für nichts "
            "anderes.\n"
            "• Wie lange: bis Sie oder {child} Nein sagen oder {child} die Schule verlässt; dann "
            "wird sofort gelöscht.\n"
            "• Ein Foto, das die Schule aufnimmt, wird einmal, wenn es eintrifft, mit denen von "
            "Personen verglichen, die zugestimmt haben, damit Verwechslungen auffallen.\n"
            "• Fotos laufen über die Server von Telegram.\n\n"
            "Bei einem Nein trägt die Lehrkraft die Anwesenheit von Hand ein, das zählt ebenso. "
            "Auch {child} darf Nein sagen, und das gilt."
        ),
        agree="Ich stimme zu",
        decline="Nein, danke",
        agreed="Danke! Ich darf das Gesicht von {child} vergleichen. Mit /start ändern Sie das.",
        stands=(
            "Danke! {child} oder eine andere Betreuungsperson hat Nein gesagt, und das gilt: "
            "Ich vergleiche nichts."
        ),
        declined=(
            "In Ordnung. Was ich vom Gesicht von {child} hatte, ist gelöscht; die Lehrkraft trägt "
            "von Hand ein. Mit /start ändern Sie das."
        ),
        again="Gesicht von {child}: Antwort ändern",
    ),
    "es": FaceTexts(
        question=(
            "Se le pregunta como responsable de {child}: ¿puedo comparar su cara para registrar "
            "su asistencia?\n\n"
            "• Qué guardo: números que describen la cara, cifrados. De las imágenes que {child} "
            "envía, durante 60 días, lo que permite reconocer una copia. Ninguna foto. Y su "
            "respuesta.\n"
            "• Para qué: para saber que un selfie o un vídeo es de {child}, y para encontrar a "
            "{child} en una foto de la clase o ante el dispositivo de su puerta. Para nada más.\n"
            "• Cuánto tiempo: hasta que usted o {child} diga que no, o {child} deje el centro; "
            "entonces se borra al instante.\n"
            "• Una foto que el centro registra se compara una vez, al llegar, con las de quienes "
            "han aceptado, para que se noten las confusiones.\n"
            "• Las fotos me llegan a través de los servidores de Telegram.\n\n"
            "Si dice que no, el profesor anota la asistencia a mano, y vale lo mismo. "
            "{child} también puede decir que no, y eso vale."
        ),
        agree="Acepto",
        decline="No, gracias",
        agreed="¡Gracias! Puedo comparar la cara de {child}. /start permite cambiarlo.",
        stands=(
            "¡Gracias! {child} u otro responsable ha dicho que no, y eso vale: no comparo nada."
        ),
        declined=(
            "De acuerdo. He borrado lo que tenía de la cara de {child}; el profesor anota a mano. "
            "/start permite cambiarlo."
        ),
        again="Cara de {child}: cambiar mi respuesta",
    ),
    "fr": FaceTexts(
        question=(
            "En tant que responsable de {child} : puis-je comparer son visage pour "
            "faire l'appel ?\n\n"
            "• Ce que je garde : des nombres qui décrivent le visage, chiffrés. Des images que "
            "{child} envoie, pendant 60 jours, ce qui permet de reconnaître une copie. Aucune "
            "photo. Et votre réponse.\n"
            "• Pourquoi : pour savoir qu'un selfie ou une vidéo est bien de {child}, et pour "
            "trouver {child} sur une photo de la classe ou devant l'appareil à sa porte. "
            "Rien d'autre.\n"
            "• Combien de temps : jusqu'à ce que vous ou {child} disiez non, ou au départ de "
            "{child} ; tout est alors effacé aussitôt.\n"
            "• Une photo que l'établissement enregistre est comparée une fois, à son arrivée, à "
            "celles de qui a accepté, pour que les confusions se voient.\n"
            "• Les photos passent par les serveurs de Telegram.\n\n"
            "Si vous dites non, l'enseignant note la présence à la main, et cela compte autant. "
            "{child} peut aussi dire non, et ce non l'emporte."
        ),
        agree="J'accepte",
        decline="Non, merci",
        agreed=("Merci ! Je peux comparer le visage de {child}. /start permet de changer cela."),
        stands=(
            "Merci ! {child} ou un autre responsable a dit non, et cela l'emporte : "
            "je ne compare rien."
        ),
        declined=(
            "Très bien. J'ai effacé ce que j'avais du visage de {child} ; l'enseignant note à la "
            "main. /start permet de changer cela."
        ),
        again="Visage de {child} : changer ma réponse",
    ),
    "tr": FaceTexts(
        question=(
            "{child} için veli olarak size soruluyor: yoklama için yüzünü karşılaştırabilir "
            "miyim?\n\n"
            "• Ne saklıyorum: yüzü anlatan sayılar, şifreli olarak. {child} adlı öğrencinin "
            "gönderdiği resimlerden, 60 gün boyunca, bir kopyayı tanımaya yarayan bilgiyi. "
            "Fotoğraf saklamam. Bir de yanıtınız.\n"
            "• Ne için: bir özçekimin ya da videonun {child} adlı öğrenciye ait olduğunu anlamak, "
            "öğrenciyi sınıfın bir fotoğrafında ya da kapısındaki cihazın önünde bulmak için. "
            "Başka hiçbir şey için değil.\n"
            "• Ne kadar süre: siz ya da öğrenci hayır diyene veya okuldan ayrılana kadar; sonra "
            "hemen silinir.\n"
            "• Okulun kaydettiği bir fotoğraf, geldiğinde bir kez, kabul edenlerinkiyle "
            "karşılaştırılır; böylece karışıklıklar fark edilir.\n"
            "• Fotoğraflar bana Telegram sunucularından gelir.\n\n"
            "Hayır derseniz öğretmen yoklamayı elle alır ve bu aynı şekilde geçerlidir. "
            "Öğrenci de hayır diyebilir ve bu geçerli olur."
        ),
        agree="Kabul ediyorum",
        decline="Hayır, teşekkürler",
        agreed="Teşekkürler! {child}: yüzünü karşılaştırabilirim. /start ile değiştirirsiniz.",
        stands=(
            "Teşekkürler! {child} ya da başka bir veli hayır dedi ve bu geçerli: "
            "hiçbir şey karşılaştırmıyorum."
        ),
        declined=(
            "Tamam. {child}: yüzüyle ilgili elimde olanı sildim; öğretmen elle işaretler. "
            "/start ile değiştirirsiniz."
        ),
        again="{child}, yüz: yanıtımı değiştir",
    ),
}


def text(guardian: Guardian) -> ConsentText:
    """What a guardian is asked, as the receipt names it: without the name."""
    return ConsentText(version=VERSION, text=_of(guardian).question)


def question(guardian: Guardian, child: Student) -> Message:
    """The question about one child."""
    texts = _of(guardian)
    yes, no = (presses.data(ANSWER, child.id, _VERSION, answer) for answer in (YES, NO))
    return Message(
        chat_id=guardian.account_id,
        text=texts.question.format(child=naming.name(child)),
        buttons=((Button(text=texts.agree, data=yes), Button(text=texts.decline, data=no)),),
    )


def is_current(version: int) -> bool:
    """Whether a button is under the question as it is put now."""
    return version == _VERSION


def answered(guardian: Guardian, child: Student, *, agreed: bool) -> str:
    """What the question turns into; ``child`` is as it stands with that answer."""
    texts = _of(guardian)
    accepted = texts.agreed if child.agreed else texts.stands
    said = accepted if agreed else texts.declined
    return said.format(child=naming.name(child))


def again(guardian: Guardian, child: Student) -> tuple[Button, ...]:
    """A row with the button that puts the question once more."""
    label = _of(guardian).again.format(child=naming.name(child))
    return (Button(text=label, data=presses.data(ASK, child.id)),)


def _of(guardian: Guardian) -> FaceTexts:
    return _LANGUAGES.get(guardian.language or "", _LANGUAGES["en"])
