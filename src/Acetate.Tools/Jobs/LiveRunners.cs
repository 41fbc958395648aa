using Acetate.Library;
using Acetate.Library.Jobs;

namespace Acetate.Tools.Jobs;

/// <summary>Whether anybody runs the jobs of a library.</summary>
internal static class LiveRunners
{
    extension(LibraryTransaction tx)
    {
        /// <summary>Whether it is certain that no runner works at this library: none is signed on, or their processes are gone. Of other machines it never is.</summary>
        public async Task<bool> IsNobodyWorkingAsync(CancellationToken cancellationToken) =>
            (await tx.RunnersAsync(cancellationToken)).All(runner => RunnerProcess.IsGone(runner.Process));
    }
}
