import factory
from allauth.account.models import EmailAddress
from factory.django import DjangoModelFactory

from fellowship.people.models import Organisation, User

PASSWORD = "a long enough passphrase"


class UserFactory(DjangoModelFactory):
    """Somebody with a verified address who may sign in with `PASSWORD`."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    given_name = factory.Sequence(lambda n: f"Given{n}")
    family_name = factory.Sequence(lambda n: f"Family{n:04d}")
    email = factory.Sequence(lambda n: f"person{n}@example.org")

    @factory.post_generation
    def password(self, create, extracted, **kwargs):
        if extracted is not False:
            self.set_password(extracted or PASSWORD)
            self.save(update_fields=["password"])

    @factory.post_generation
    def address(self, create, extracted, **kwargs):
        if extracted is not False:
            EmailAddress.objects.create(user=self, email=self.email, verified=True, primary=True)


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    code = factory.Sequence(lambda n: f"X{n:04d}")
    name = factory.Sequence(lambda n: f"Invented Hospital Trust {n}")
