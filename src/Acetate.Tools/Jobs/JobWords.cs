using Acetate.Compute;

namespace Acetate.Tools.Jobs;

/// <summary>Words of the ledger for the values of compute.</summary>
internal static class JobWords
{
    public static string Of(RetryClass @class) => @class.ToString().ToLowerInvariant();

    public static string Of(StepResult result) => result switch
    {
        StepResult.Done => "done",
        StepResult.Failed failed => Of(failed.Class),
        StepResult.Lost => "lost",
        _ => "cancelled",
    };
}
