using System.Security.Cryptography;
using System.Text;

namespace IntegrationAgent.Agent.Secrets;

/// <summary>AES-256-GCM with a random nonce: form byte, nonce, tag, ciphertext. What it was sealed for must be named to open it.</summary>
internal static class Sealed
{
    private const byte Form = 1;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int Overhead = 1 + NonceLength + TagLength;

    public static byte[] Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> plaintext, string purpose)
    {
        var output = new byte[Overhead + plaintext.Length];
        output[0] = Form;
        var nonce = output.AsSpan(1, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(key, TagLength);
        cipher.Encrypt(nonce, plaintext, output.AsSpan(Overhead), output.AsSpan(1 + NonceLength, TagLength), Encoding.UTF8.GetBytes(purpose));
        return output;
    }

    /// <summary>The plaintext; null when the key, the purpose or a byte is another one.</summary>
    public static byte[]? Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> output, string purpose)
    {
        if (output.Length < Overhead || output[0] != Form)
            return null;
        var plaintext = new byte[output.Length - Overhead];
        using var cipher = new AesGcm(key, TagLength);
        try
        {
            cipher.Decrypt(output.Slice(1, NonceLength), output[Overhead..], output.Slice(1 + NonceLength, TagLength), plaintext, Encoding.UTF8.GetBytes(purpose));
            return plaintext;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
