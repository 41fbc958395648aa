using System.IO.Compression;
using Acetate.Storage;
using Microsoft.Net.Http.Headers;

namespace Acetate.Server.Tools.Workspaces;

/// <summary>Sends all files of a folder as one ZIP file while it is made; nothing is compressed, because pictures are already.</summary>
internal sealed class FolderArchiveResult(IFileStore store, FolderFiles folder) : IResult
{
    private const int BufferBytes = 1 << 20;

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, name, stop) = (httpContext.Response, folder.Name, httpContext.RequestAborted);
        response.ContentType = "application/zip";
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName($"{name}.zip");
        response.GetTypedHeaders().ContentDisposition = disposition;
        response.Headers.CacheControl = "private, no-store";
        // Headers of entries are written without waiting; their bytes are not.
        if (httpContext.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpBodyControlFeature>() is { } control) control.AllowSynchronousIO = true;
        await using var archive = await ZipArchive.CreateAsync(response.Body, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, stop);
        await foreach (var (path, file) in folder.AllAsync(store, stop))
        {
            var entry = archive.CreateEntry($"{name}/{path}", CompressionLevel.NoCompression);
            // ZIP knows no years before 1980.
            if (file.Modified.Year is >= 1980 and < 2107) entry.LastWriteTime = file.Modified;
            await using var target = await entry.OpenAsync(stop);
            await using var source = await store.OpenReadAsync(file.Key, new ReadOptions(), stop);
            await source.CopyToAsync(target, BufferBytes, stop);
        }
    }
}
