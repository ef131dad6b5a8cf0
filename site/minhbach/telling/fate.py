"""What became of one attempt to send a message."""


class Later(Exception):
    """It was surely not sent, and may go another time; says why, without addresses."""


class Never(Exception):
    """It was surely not sent and never will be; says why, without addresses."""


class Perhaps(Exception):
    """Nobody knows whether it arrived: it is not sent again."""
