using Acetate.Compute;
using Acetate.Compute.Hosting;
using Acetate.Storage;

namespace Acetate.Steps;

/// <summary>What the exceptions of stores mean for trying again.</summary>
public static class StepFailures
{
    /// <summary>A failure in words, or null when the exception is not a store's.</summary>
    public static StepFailedException? Explain(Exception problem) => problem switch
    {
        StoreException { Problem: StoreProblem.Full } => new(RetryClass.Capacity, problem.Message,
            "Make room in that store; the step goes on by itself.", problem),
        StoreException { IsPermanent: false } => new(RetryClass.Transient, problem.Message,
            "Nothing for now: it is tried again.", problem),
        StoreException { Problem: StoreProblem.Denied } => new(RetryClass.Data, problem.Message,
            "Give the worker access to that store, then try again.", problem),
        StoreException { Problem: StoreProblem.NotFound } => new(RetryClass.Data, problem.Message,
            "Bring it back (put the card in, mount the disk), then try again.", problem),
        StoreException { Problem: StoreProblem.DeviceFailed } => new(RetryClass.Data, problem.Message,
            "Check the device and its cable, then try again.", problem),
        StoreException => new(RetryClass.Data, problem.Message, "Look at the file that is named, then try again.", problem),
        _ => null,
    };
}
