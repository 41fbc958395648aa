using Acetate.Server.Problems;

namespace Acetate.Server.Tools.Matching;

/// <summary>A cut in the body of a request.</summary>
internal static class CutBody
{
    private const int Largest = 24 << 20;

    /// <summary>Reads it.</summary>
    /// <exception cref="ProblemException">It has more than 24 MiB.</exception>
    public static async Task<byte[]> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[64 << 10];
        for (int count; (count = await request.Body.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (bytes.Length + count > Largest) throw new ProblemException(ProblemType.TooLarge, "A cut has 24 MiB at most here.", "Match it with the command line beside the library.");
            bytes.Write(buffer, 0, count);
        }

        return bytes.ToArray();
    }
}
