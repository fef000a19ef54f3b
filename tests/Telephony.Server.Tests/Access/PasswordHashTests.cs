using Telephony.Server.Access;

namespace Telephony.Server.Tests.Access;

/// <summary>What is kept of passwords.</summary>
public sealed class PasswordHashTests
{
    [Test]
    public void The_same_password_is_kept_differently_each_time_and_matches_each_time()
    {
        var (one, two) = (PasswordHash.Of("correct horse", 1_000), PasswordHash.Of("correct horse", 1_000));
        Assert.That(one, Is.Not.EqualTo(two).And.Not.Contain("correct"));
        foreach (var kept in new[] { one, two }) Assert.That((PasswordHash.Matches("correct horse", kept), PasswordHash.Matches("correct horsf", kept)), Is.EqualTo((true, false)));
    }

    [Test]
    public void Nobody_is_kept_as_slowly_as_somebody_and_matches_nothing()
    {
        Assert.That(PasswordHash.OfNobody, Does.StartWith($"pbkdf2-sha256${PasswordHash.Rounds}$"));
        Assert.That(PasswordHash.Matches("", PasswordHash.OfNobody), Is.False);
    }

    [TestCase("")]
    [TestCase("correct horse")]
    [TestCase("pbkdf2-sha256$0$AAAA$AAAA")]
    [TestCase("pbkdf2-sha256$99999999$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [TestCase("pbkdf2-sha256$1000$*$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    public void What_is_no_hash_matches_nothing(string kept) => Assert.That((PasswordHash.IsHash(kept), PasswordHash.Matches(kept, kept)), Is.EqualTo((false, false)));
}
