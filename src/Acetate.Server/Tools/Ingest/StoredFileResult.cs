using System.Globalization;
using Acetate.Server.Problems;
using Acetate.Storage;
using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Net.Http.Headers;

namespace Acetate.Server.Tools.Ingest;

/// <summary>Sends a file of any store with ranges and conditions (RFC 9110), reading no more than is asked for.</summary>
/// <param name="store">The store.</param>
/// <param name="file">The file.</param>
/// <param name="contentType">What it is.</param>
/// <param name="downloadName">The name under which a browser saves it; null when it shows it.</param>
/// <param name="mayAsync">Asked before the first byte with how many will be sent; throws when they may not be.</param>
public sealed class StoredFileResult(IFileStore store, StoredFile file, string contentType, string? downloadName = null, Func<long, Task>? mayAsync = null) : IResult
{
    private const int BufferBytes = 256 << 10;

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (request, response) = (httpContext.Request, httpContext.Response);
        var headers = response.GetTypedHeaders();
        var tag = new EntityTagHeaderValue($"\"{file.Length:x}-{file.Modified.UtcTicks:x}\"");
        headers.ETag = tag;
        // HTTP dates have whole seconds.
        headers.LastModified = DateTimeOffset.FromUnixTimeSeconds(file.Modified.ToUnixTimeSeconds());
        headers.CacheControl = new CacheControlHeaderValue { Private = true, NoCache = true };
        response.Headers.AcceptRanges = "bytes";
        response.ContentType = contentType;
        if (downloadName is not null)
        {
            var disposition = new ContentDispositionHeaderValue("attachment");
            disposition.SetHttpFileName(downloadName);
            headers.ContentDisposition = disposition;
        }

        var asked = request.GetTypedHeaders();
        if (IsUnchanged(asked, tag, headers.LastModified.Value))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var (offset, length, partial) = RangeOf(asked, tag, headers.LastModified.Value, response);
        if (mayAsync is not null && !HttpMethods.IsHead(request.Method)) await mayAsync(length);
        response.ContentLength = length;
        if (partial)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            headers.ContentRange = new ContentRangeHeaderValue(offset, offset + length - 1, file.Length);
        }

        if (HttpMethods.IsHead(request.Method) || length == 0) return;
        await using var source = await store.OpenReadAsync(file.Key, new ReadOptions { Offset = offset, Length = length }, httpContext.RequestAborted);
        await source.CopyToAsync(response.Body, BufferBytes, httpContext.RequestAborted);
    }

    private static bool IsUnchanged(RequestHeaders asked, EntityTagHeaderValue tag, DateTimeOffset modified) =>
        asked.IfNoneMatch.Count > 0
            ? asked.IfNoneMatch.Any(one => one.Equals(EntityTagHeaderValue.Any) || one.Compare(tag, useStrongComparison: false))
            : asked.IfModifiedSince is { } since && modified <= since;

    private (long Offset, long Length, bool Partial) RangeOf(
        RequestHeaders asked, EntityTagHeaderValue tag, DateTimeOffset modified, HttpResponse response)
    {
        var whole = (0L, file.Length, false);
        // Several ranges, or other units, may be answered with the whole file; so may a condition that no longer holds.
        if (asked.Range is not { Ranges: { Count: 1 } ranges } range || range.Unit != "bytes") return whole;
        if (asked.IfRange is { } condition
            && !(condition.EntityTag?.Compare(tag, useStrongComparison: true) ?? (condition.LastModified is { } date && date == modified))) return whole;

        var one = ranges.First();
        var from = one.From ?? Math.Max(0, file.Length - one.To!.Value);
        var to = one.From is null ? file.Length - 1 : Math.Min(one.To ?? long.MaxValue, file.Length - 1);
        if (from < file.Length && from <= to) return (from, to - from + 1, true);
        response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes */{file.Length}");
        throw new ProblemException(ProblemType.RangeNotSatisfiable, $"The file has {file.Length:N0} bytes; the range begins at {from:N0}.");
    }
}
