using Amazon.Runtime;
using Amazon.S3.Model;

namespace Acetate.Storage.S3;

/// <summary>Reads an object, or a range of it. A connection that breaks, stalls or ends early is taken up where it was.</summary>
internal sealed class S3ReadStream : Stream
{
    private readonly S3Calls _calls;
    private readonly string _key;
    private readonly string _etag;
    private readonly long _end;
    private long _position;
    private Stream? _body;
    private GetObjectResponse? _response;

    private S3ReadStream(S3Calls calls, string key, string etag, long start, long end) =>
        (_calls, _key, _etag, _position, _end, Length) = (calls, key, etag, start, end, end - start);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length { get; }

    public override long Position
    {
        get => Length - (_end - _position);
        set => throw new NotSupportedException("This stream goes forward only.");
    }

    public static async Task<S3ReadStream> OpenAsync(S3Calls calls, string key, ReadOptions options, CancellationToken cancellationToken)
    {
        // Whoever knows the object and the part needs no question before it.
        if (options is { ContentTag: { } tag, Length: { } wanted }) return new S3ReadStream(calls, key, tag, options.Offset, options.Offset + wanted);
        var facts = await calls.RunAsync("reading", key,
            () => calls.Client.GetObjectMetadataAsync(calls.Bucket, key, cancellationToken), cancellationToken).ConfigureAwait(false);
        var start = Math.Min(options.Offset, facts.ContentLength);
        var end = options.Length is { } length ? Math.Min(facts.ContentLength, start + length) : facts.ContentLength;
        return new S3ReadStream(calls, key, options.ContentTag ?? facts.ETag, start, end);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var wanted = (int)Math.Min(buffer.Length, _end - _position);
        if (wanted == 0) return 0;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                _body ??= await ConnectAsync(cancellationToken).ConfigureAwait(false);
                var count = await ReadOnceAsync(buffer[..wanted], cancellationToken).ConfigureAwait(false);
                if (count == 0) throw new IOException($"the answer ended at byte {_position:N0} of {_end:N0}");
                _position += count;
                return count;
            }
            catch (Exception problem) when (!cancellationToken.IsCancellationRequested && S3Calls.IsPassing(problem))
            {
                Disconnect();
                if (attempt >= _calls.Patience.Attempts) throw _calls.Unavailable("reading", _key, problem);
                await _calls.PauseAsync(attempt, cancellationToken).ConfigureAwait(false);
            }
            catch (AmazonServiceException problem) when (problem.StatusCode == System.Net.HttpStatusCode.PreconditionFailed)
            {
                throw new StoreException(StoreProblem.Mismatch, $"Reading '{_calls.Name(_key)}' failed: it was replaced while it was read.", problem);
            }
            catch (AmazonServiceException problem)
            {
                throw _calls.Explain("reading", _key, problem);
            }
        }
    }

    private async ValueTask<int> ReadOnceAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var stall = new CancellationTokenSource(_calls.Patience.Stall, _calls.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stall.Token, cancellationToken);
        return await _body!.ReadAsync(buffer, either.Token).ConfigureAwait(false);
    }

    private async Task<Stream> ConnectAsync(CancellationToken cancellationToken)
    {
        var request = new GetObjectRequest
        {
            BucketName = _calls.Bucket,
            Key = _key,
            ByteRange = new ByteRange(_position, _end - 1),
            // All pieces come from one and the same object.
            EtagToMatch = _etag,
        };
        _response = await _calls.Client.GetObjectAsync(request, cancellationToken).ConfigureAwait(false);
        return _response.ResponseStream;
    }

    private void Disconnect()
    {
        _response?.Dispose();
        _response = null;
        _body = null;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("This stream goes forward only.");

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException("A file of a store is only read.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("A file of a store is only read.");

    protected override void Dispose(bool disposing)
    {
        if (disposing) Disconnect();
        base.Dispose(disposing);
    }
}
