using Google.Rpc;
using Grpc.Core;
using Telephony.Server.Access;

namespace Telephony.Server.Tests.Access;

/// <summary>How much one may ask for.</summary>
public sealed class ThrottleTests
{
    private const int Attempts = 1_000;

    private static readonly AccessOptions Few = new() { Requests = (1, 3), ProgramRequests = (1, 6), Failures = (1, 2), Streams = 2 };

    [Test]
    public void One_who_asks_too_often_waits_and_others_do_not()
    {
        using var throttle = new Throttle(Few);
        var (ann, bo) = (Somebody("ann", Role.Agent), Somebody("bo", Role.Agent));
        Assert.That(Passing(() => throttle.Take(ann)), Is.GreaterThanOrEqualTo(3).And.LessThan(Attempts));
        Assert.That(throttle.Take(bo), Is.Null);
    }

    [Test]
    public void A_program_may_ask_more_often()
    {
        using var throttle = new Throttle(Few);
        var crm = Somebody("crm", Role.System);
        Assert.That(Passing(() => throttle.Take(crm)), Is.GreaterThanOrEqualTo(6).And.LessThan(Attempts));
    }

    [Test]
    public void One_address_fails_only_so_often()
    {
        using var throttle = new Throttle(Few);
        Assert.That(Passing(() => throttle.TakeFailure("192.0.2.1")), Is.GreaterThanOrEqualTo(2).And.LessThan(Attempts));
        Assert.That(throttle.TakeFailure("192.0.2.2"), Is.Null);
    }

    [Test]
    public void One_has_only_so_many_streams_and_a_closed_one_makes_room()
    {
        var places = new StreamPlaces(Few);
        var (ann, bo) = (Somebody("ann", Role.Agent), Somebody("bo", Role.Agent));
        var first = places.Enter(ann);
        places.Enter(ann);
        var fault = Assert.Throws<RpcException>(() => places.Enter(ann))!;
        Assert.That((fault.StatusCode, fault.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Type), Is.EqualTo((StatusCode.ResourceExhausted, "TOO_MANY_STREAMS")));
        Assert.That(() => places.Enter(bo), Throws.Nothing);
        first.Dispose();
        first.Dispose();
        Assert.That(() => places.Enter(ann), Throws.Nothing);
        Assert.Throws<RpcException>(() => places.Enter(ann));
    }

    /// <summary>How many in a row pass before the first that has to wait.</summary>
    private static int Passing(Func<TimeSpan?> take) => Enumerable.Range(0, Attempts).TakeWhile(_ => take() is null).Count();

    private static Principal Somebody(string name, Role role) => new($"token:{name}", name, role, Proof.Token);
}
