namespace Acetate.Tools.Tests.Jobs;

/// <summary>A day clock that can be set; time that is measured goes on evenly.</summary>
internal sealed class JumpingClock : TimeProvider
{
    private long offset;

    public void Jump(TimeSpan jump) => Interlocked.Add(ref offset, jump.Ticks);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref offset));
}
