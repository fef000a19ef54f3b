using Telephony.Server.Cluster;
using Telephony.Server.Tests.Rpc;

namespace Telephony.Server.Tests.Cluster;

/// <summary>Who may act, and when no more.</summary>
public sealed class LeadershipTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);

    private readonly ManualTime _time = new();

    [Test]
    public void A_leader_may_act_until_its_proof_is_too_old_and_again_with_a_new_one()
    {
        var leadership = new Leadership(_time);
        Assert.That((leadership.Role, leadership.Holds), Is.EqualTo((ClusterRole.Standby, false)));
        leadership.Prove(_time.GetTimestamp(), Lease);
        Assert.That((leadership.Role, leadership.Holds), Is.EqualTo((ClusterRole.Leader, true)));
        _time.Advance(Lease);
        Assert.That((leadership.Role, leadership.Holds), Is.EqualTo((ClusterRole.Leader, false)));
        leadership.Prove(_time.GetTimestamp(), Lease);
        Assert.That(leadership.Holds, Is.True);
    }

    [Test]
    public void A_proof_holds_from_when_it_was_asked_for()
    {
        var leadership = new Leadership(_time);
        var asked = _time.GetTimestamp();
        _time.Advance(Lease / 2);
        leadership.Prove(asked, Lease);
        _time.Advance(Lease / 2);
        Assert.That(leadership.Holds, Is.False);
    }

    [Test]
    public async Task Who_is_in_doubt_waits_and_goes_on_when_proven()
    {
        var leadership = new Leadership(_time);
        leadership.Prove(_time.GetTimestamp(), Lease);
        _time.Advance(Lease);
        var acting = Task.Run(() => leadership.MayAct(CancellationToken.None));
        await Task.Delay(50);
        Assert.That(acting.IsCompleted, Is.False);
        leadership.Prove(_time.GetTimestamp(), Lease);
        Assert.That(await acting.WaitAsync(TimeSpan.FromSeconds(10)), Is.True);
    }

    [Test]
    public async Task Who_is_in_doubt_and_loses_never_acts_again()
    {
        var leadership = new Leadership(_time);
        leadership.Prove(_time.GetTimestamp(), Lease);
        _time.Advance(Lease);
        var acting = Task.Run(() => leadership.MayAct(CancellationToken.None));
        leadership.StepDown("n2 leads");
        Assert.That(await acting.WaitAsync(TimeSpan.FromSeconds(10)), Is.False);
        leadership.Prove(_time.GetTimestamp(), Lease);
        Assert.That((leadership.Role, leadership.Reason), Is.EqualTo((ClusterRole.SteppedDown, "n2 leads")));
        await leadership.Over;
    }
}
