"""Who may do what."""

from dataclasses import dataclass

from attendance.model import Role


@dataclass(frozen=True, kw_only=True)
class Right:
    """Whose something is; ``role`` None is everybody's."""

    role: Role | None = None
    purpose: str = ""  # completes "Only admins can …"

    def allows(self, roles: frozenset[Role]) -> bool:
        """Whether somebody with these roles may. Admins may do what teachers may."""
        wanted = {self.role, Role.ADMIN} if self.role is Role.TEACHER else {self.role}
        return self.role is None or bool(roles & wanted)
