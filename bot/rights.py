"""Who may do what."""

from dataclasses import dataclass

from attendance.model import Role


@dataclass(frozen=True, kw_only=True)
class Right:
    """Whose something is; ``role`` None is everybody's, but a kiosk's only if ``at_kiosks``."""

    role: Role | None = None
    purpose: str = ""  # completes "Only admins can …"
    at_kiosks: bool = False

    def allows(self, roles: frozenset[Role]) -> bool:
        """Whether somebody with these roles may. Admins may do what teachers may."""
        if Role.KIOSK in roles:
            return self.role is Role.KIOSK or self.at_kiosks
        wanted = {self.role, Role.ADMIN} if self.role is Role.TEACHER else {self.role}
        return self.role is None or bool(roles & wanted)
