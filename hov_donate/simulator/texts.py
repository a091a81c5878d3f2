"""What the payer reads, in the languages the page speaks."""

from hov_donate.simulator.objects.cards import DECLINES

ENGLISH = {
    "banner": "Simulator — no real money",
    "pay": "Pay",
    "donate": "Donate",
    "book": "Book",
    "back": "Back to the site",
    "email": "E-mail",
    "number": "Card number",
    "number_hint": "Any test card, for example 4242 4242 4242 4242. Never type a real one.",
    "expiry": "Expiry date",
    "expiry_hint": "Month and year, for example 12/34",
    "cvc": "Security code",
    "cvc_hint": "The 3 or 4 digits on the card",
    "name": "Name on the card (optional)",
    "problem": "The payment did not go through",
    "wrong": "There is a problem",
    "error": "Error:",
    "wrong_email": "Enter an e-mail address, like name@example.com",
    "wrong_number": "Enter a card number of 12 to 19 digits",
    "wrong_expiry": "Enter an expiry date in the future, like 12/34",
    "wrong_cvc": "Enter a security code of 3 or 4 digits",
    "closed": "This page is closed",
    "closed_paid": "The payment was made already. Nothing more was taken.",
    "closed_expired": "The time to pay has run out. Nothing was taken. Go back and start again.",
    "continue": "Continue",
    "bank": "Confirm that it is you",
    "bank_text": "This stands in for your bank’s page (3-D Secure).",
    "approve": "Approve the payment",
    "refuse": "Refuse the payment",
    "receipt": "Receipt",
    "amount": "Amount",
    "paid_on": "Date",
    "card": "Card",
    "status": "Status",
    "succeeded": "Paid",
    "refunded": "Refunded",
    "nothing": "There is no such page",
} | {code: message for code, (_, message) in DECLINES.items()}

SPANISH = {
    "banner": "Simulador: no es dinero real",
    "pay": "Pagar",
    "donate": "Donar",
    "book": "Reservar",
    "back": "Volver al sitio",
    "email": "Correo electrónico",
    "number": "Número de tarjeta",
    "number_hint": "Una tarjeta de prueba, como 4242 4242 4242 4242. Nunca una verdadera.",
    "expiry": "Fecha de caducidad",
    "expiry_hint": "Mes y año, por ejemplo 12/34",
    "cvc": "Código de seguridad",
    "cvc_hint": "Las 3 o 4 cifras de la tarjeta",
    "name": "Nombre en la tarjeta (opcional)",
    "problem": "El pago no se ha realizado",
    "wrong": "Hay un problema",
    "error": "Error:",
    "wrong_email": "Escriba un correo electrónico, como nombre@example.com",
    "wrong_number": "Escriba un número de tarjeta de 12 a 19 cifras",
    "wrong_expiry": "Escriba una fecha de caducidad futura, como 12/34",
    "wrong_cvc": "Escriba un código de seguridad de 3 o 4 cifras",
    "closed": "Esta página está cerrada",
    "closed_paid": "El pago ya se había hecho. No se ha cobrado nada más.",
    "closed_expired": "Se acabó el tiempo para pagar. No se ha cobrado nada. Empiece de nuevo.",
    "continue": "Continuar",
    "bank": "Confirme que es usted",
    "bank_text": "Esta página hace las veces de la de su banco (3-D Secure).",
    "approve": "Aprobar el pago",
    "refuse": "Rechazar el pago",
    "receipt": "Recibo",
    "amount": "Importe",
    "paid_on": "Fecha",
    "card": "Tarjeta",
    "status": "Estado",
    "succeeded": "Pagado",
    "refunded": "Reembolsado",
    "nothing": "No existe esta página",
    "generic_decline": "Su tarjeta ha sido rechazada.",
    "insufficient_funds": "Su tarjeta no tiene fondos suficientes.",
    "expired_card": "Su tarjeta ha caducado.",
    "authentication_failure": "No se ha podido confirmar su identidad. Pruebe con otra tarjeta.",
}

LANGUAGES = {"en": ENGLISH, "es": SPANISH}


def spoken(locale: str | None, accepted: str | None = None) -> str:
    """The page's language: the session's locale, else what the browser likes, else English."""
    wanted = locale if locale and locale != "auto" else accepted or "en"
    language = wanted.split("-")[0].lower()
    return language if language in LANGUAGES else "en"
